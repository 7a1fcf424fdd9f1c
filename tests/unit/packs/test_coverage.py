"""Every rule of the programme has a place, and every test vector is an example of a pack."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import rules.packs
from portal.documents.checks import run_check, tax_code_is_valid
from portal.platform.text import fold_number
from rules.evaluate import decide
from rules.packs import Pack, load_pack
from rules.packs.model import PackTest, Table

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ROOT = Path(__file__).parents[3]
LIBRARY = Path(rules.packs.__file__).parent / "library"
RULES = tomllib.loads((Path(__file__).parent / "rule_ids.toml").read_text("utf-8"))
VECTORS = tomllib.loads((Path(__file__).parent / "vectors.toml").read_text("utf-8"))["vector"]
IDS = [rule for group in RULES["ids"].values() for rule in group]


def _load(folder: Path) -> Pack:
    return load_pack(*((folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return {
        f"{found.parent.parent.name}/{found.parent.name}": _load(found.parent)
        for found in sorted(LIBRARY.glob("*/*/pack.toml"))
    }


@pytest.fixture(scope="module")
def rows(packs: dict[str, Pack]) -> dict[str, list[str]]:
    """Rule id -> pack:decision:row of each row that states it."""
    found: dict[str, list[str]] = {}
    for pack in packs.values():
        for name, decision in pack.decisions.items():
            for row in decision.logic.rows if isinstance(decision.logic, Table) else ():
                found.setdefault(row.rule_id, []).append(f"{pack.key}:{name}:{row.id}")
    return found


def test_every_rule_has_a_place(rows: dict[str, list[str]]) -> None:
    elsewhere = {**RULES["decision"], **RULES["code"], **RULES["absent"]}
    in_rows = [rule for rule in IDS if rule in rows]

    assert [rule for rule in IDS if rule not in rows and rule not in elsewhere] == []
    assert [rule for rule in elsewhere if rule not in IDS] == []
    print(
        f"{len(IDS)} rules: {len(in_rows)} in rows, {len(set(RULES['decision']) - set(rows))} in expressions,", end=" "
    )
    print(f"{len(RULES['code'])} in code, {len(RULES['absent'])} have no place and say why")


def test_the_places_outside_of_rows_exist(packs: dict[str, Pack]) -> None:
    decisions = {f"{pack.key}:{name}" for pack in packs.values() for name in pack.decisions}
    assert [place for place in RULES["decision"].values() if place not in decisions] == []
    for place in RULES["code"].values():
        file, _, text = place.partition(":")
        assert text in (ROOT / file).read_text("utf-8"), place


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["case"]))
def test_every_vector_is_an_example(packs: dict[str, Pack], vector: Mapping[str, Any]) -> None:
    assert [test.name for test in packs[vector["pack"]].tests if _holds(test, vector)]


def _holds(test: PackTest, vector: Mapping[str, Any]) -> bool:
    told = [(test.facts, vector.get("given", {})), (test.outputs, vector.get("expected", {}))]
    same = all(name in said and said[name] == value for said, part in told for name, value in part.items())
    return same and ("findings" not in vector or test.findings == tuple(vector["findings"]))


def test_a_number_typed_in_another_way_is_the_same_number() -> None:
    """The other half of T10: what counts the duplicates sees through blanks and small letters."""
    assert fold_number("4-0123456-000") == fold_number(" 4 - 0123456 - 000 ")
    assert fold_number("VN 4-2024-01234") == fold_number("vn4-2024-01234")


def test_rules_md_says_nothing_that_is_not_listed() -> None:
    source = ROOT.parent / "shared" / "domain" / "rules.md"
    if not source.exists():
        return
    told = re.findall(r"(?m)^\| \**((?:R|CAP|V|D|PRZ)-[A-Z0-9-]+)", source.read_text("utf-8"))
    assert sorted(set(told) - set(IDS)) == []


CHECKED = [
    ("V-MST", "tax_code", ["0100233488", "0314409058-002", "0100233480", "12345", "0300000000", "0314409058-000"]),
    ("V-CCCD", "personal_number", ["031090000001", "03109000000", "097090000001", "000090000001"]),
    ("V-PHONE", "phone", ["0912345678", "+84 912 345 678", "0123456789", "0225 3842 000", "02253842"]),
    ("V-EMAIL", "email", ["a@b.vn", "ab.vn", "a@@b.vn", "a@b", f"{'a' * 250}@b.vn"]),
    ("V-APPNO", "application_no", ["4-2024-01234", "6-2024-01234", "5-2024-01234", "VN 4"]),
    ("V-TITLE", "title_no", ["4-0123456-000", "1234567", "12345678", "abc"]),
    ("V-ACCOUNT", "account_no", ["0123 456 789", "12345", "ABCDEF123456"]),
]


@pytest.mark.parametrize(
    ("check", "fact", "value"), [(check, fact, value) for check, fact, values in CHECKED for value in values]
)
def test_forms_and_pack_say_the_same_of_a_value(packs: dict[str, Pack], check: str, fact: str, value: str) -> None:
    facts = {"reference_date": NOW.date(), "applicant_type": "ENT", fact: value}
    found = decide(packs["data-checks/1"], "finding", facts, now=NOW)

    said = run_check(check, value, {"applicant_type": "ENT"})

    severities = {row.severity for row in found.findings}
    assert (said is not None) == bool(severities)
    assert said is None or ("REJECT" in severities) == said.blocks


@pytest.mark.parametrize(
    "code", [f"{stem:09d}{digit}" for stem in (10023348, 20110952, 31440905) for digit in range(10)]
)
def test_the_check_digit_is_the_same_in_both(packs: dict[str, Pack], code: str) -> None:
    facts = {"reference_date": NOW.date(), "tax_code": code, "applicant_type": "ENT"}
    found = decide(packs["data-checks/1"], "tax_code_valid", facts, now=NOW)
    assert found.outputs["tax_code_valid"] == tax_code_is_valid(code)


def test_one_time_limit_is_the_same_wherever_it_is_written(packs: dict[str, Pack]) -> None:
    """The office's parameters begin as the pack has them; the tasks of P01 name them and write no days of their own."""
    limits = {t.facts["step"]: t.outputs["days"] for t in packs["deadlines/1"].tests if t.decision == "time_limit"}
    data = tomllib.loads((ROOT / "portal/programme/data/parameters.toml").read_text("utf-8"))
    office = {row["code"]: int(row["value"]) for row in data["row"] if row["code"].startswith("D-")}
    assert {code: limits[code] for code in office} == office

    diagram = (ROOT / "workflows/bpmn/P01-domestic-filing.bpmn").read_text("utf-8")
    named = dict(re.findall(r'<bpmn:userTask id="(\w+)"[^>]*hd:timeLimit="([\w-]+)"', diagram))
    tasks = {"Task_Intake": "D-INTAKE", "Task_Appraise": "D-APPRAISE-FILING", "Task_Funding": "D-FUND"}
    tasks |= {"Task_Verify": "D-VERIFY", "Task_Sign": "D-DECIDE-FILING", "Task_Pay": "D-PAY"}
    assert named == tasks
