"""How a grant came about, in words for the decision letter: every intermediate value and the limit that binds."""

from collections.abc import Mapping

from portal.platform.money import format_vnd

STEPS: Mapping[str, str] = {
    "requested_vnd": "số tiền đề nghị",
    "eligible_cost_vnd": "chi phí hợp lệ",
    "by_unit_vnd": "mức tối đa theo số đơn, văn bằng",
    "by_year_vnd": "mức tối đa còn lại trong năm",
    "by_life_vnd": "mức tối đa còn lại của người đề nghị",
}
BINDING: Mapping[str, str] = {
    "REQUESTED": "số tiền đề nghị",
    "COST": "chi phí hợp lệ",
    "UNIT_CAP": "mức tối đa theo số đơn, văn bằng",
    "YEAR": "mức tối đa trong năm",
    "LIFE": "mức tối đa của người đề nghị",
}


def explained(grant: Mapping[str, object]) -> dict[str, str]:
    """The legal basis of the level, and the calculation as one sentence."""
    parts = [
        f"{words} {format_vnd(int(str(grant[name])))}" for name, words in STEPS.items() if grant.get(name) is not None
    ]
    binding = BINDING.get(str(grant.get("binding")), "")
    return {
        "legal_basis": "; ".join(dict.fromkeys(_bases(grant.get("findings")))),
        "calculation": "; ".join(parts) + (f". Giới hạn áp dụng: {binding}." if binding else "."),
    }


def _bases(findings: object) -> list[str]:
    rows = [row for row in findings if isinstance(row, Mapping)] if isinstance(findings, list) else []
    bases = [row.get("legal_basis") for row in rows]
    return [str(basis.get("vi", "")) for basis in bases if isinstance(basis, Mapping)]
