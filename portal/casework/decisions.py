"""The engine's rule tasks: which pack, which facts. The rule book decides; the result becomes a process variable."""

from collections.abc import Mapping

from engine.ports import DecideContext
from portal.casework.facts import facts_of
from portal.casework.favour import better
from portal.casework.ports import PackPin, packs
from portal.casework.receipts import write_receipt
from portal.dossiers.models import Dossier
from portal.platform import audit

APPRAISAL = "F_APPRAISE"


def decide(pack: str, decision: str, ctx: DecideContext) -> Mapping[str, object]:
    """Decide by the version that the dossier is pinned to. Answers the port of the engine.

    The outputs stand at the top of the result, beside `findings`, `trace` and the pack that decided. Where a
    transitional provision grants the more favourable rule, both versions decide, each with its receipt, and the result
    names both in `compared`.
    """
    dossier = Dossier.objects.get(code=ctx.business_key)
    pin = pin_of(dossier, pack)
    answers = ctx.variables.get(APPRAISAL)
    appraisal = answers if isinstance(answers, Mapping) else {}
    facts = facts_of(dossier, moment=ctx.now, appraisal=appraisal)
    asked = [pin] if pin.alternative is None else [pin, pin.alternative]
    results = [packs().decide(one, decision, facts, ctx.now) for one in asked]
    chosen = better(*results) if len(results) > 1 else 0
    for place, (one, result) in enumerate(zip(asked, results, strict=True)):
        key = ctx.key if place == chosen else f"{ctx.key}:other"
        write_receipt(
            key=key, dossier_code=dossier.code, pin=one, decision=decision, facts=facts, result=result, at=ctx.now
        )
    flat = _flat(results[chosen])
    if len(results) > 1:
        flat["compared"] = [_compared(one, result) for one, result in zip(asked, results, strict=True)]
    pin = asked[chosen]
    audit.record(
        ctx.actor,
        "rule.decide",
        kind="dossier",
        object_id=dossier.code,
        facts={"pack": pack, "version": pin.version, "sha256": pin.sha256, "decision": decision, "key": ctx.key},
    )
    return flat


def _flat(result: Mapping[str, object]) -> dict[str, object]:
    outputs = result.get("outputs")
    flat = {**result, **(outputs if isinstance(outputs, Mapping) else {})}
    flat.pop("outputs", None)
    return flat


def _compared(pin: PackPin, result: Mapping[str, object]) -> dict[str, object]:
    """One of two versions that were asked, and what it gave."""
    return {"version": pin.version, "sha256": pin.sha256, "outputs": result.get("outputs")}


def pin_of(dossier: Dossier, pack: str) -> PackPin:
    """The pinned version of a pack. Raises KeyError when the dossier was never received under it."""
    pinned = dossier.pack_pins[pack]
    other = pinned.get("alternative")
    alternative = PackPin(key=pack, version=other["version"], sha256=other["sha256"]) if other else None
    return PackPin(pack, pinned["version"], pinned["sha256"], alternative, pinned.get("why"))
