"""The engine's rule tasks: which pack, which facts. The rule book decides; the result becomes a process variable."""

from collections.abc import Mapping

from engine.ports import DecideContext
from portal.casework.facts import facts_of
from portal.casework.ports import PackPin, packs
from portal.casework.receipts import write_receipt
from portal.dossiers.models import Dossier
from portal.platform import audit

APPRAISAL = "F_APPRAISE"


def decide(pack: str, decision: str, ctx: DecideContext) -> Mapping[str, object]:
    """Decide by the version that the dossier is pinned to. Answers the port of the engine.

    The outputs stand at the top of the result, beside `findings`, `trace` and the pack that decided.
    """
    dossier = Dossier.objects.get(code=ctx.business_key)
    pin = pin_of(dossier, pack)
    answers = ctx.variables.get(APPRAISAL)
    appraisal = answers if isinstance(answers, Mapping) else {}
    facts = facts_of(dossier, moment=ctx.now, appraisal=appraisal)
    result = packs().decide(pin, decision, facts, ctx.now)
    write_receipt(
        key=ctx.key, dossier_code=dossier.code, pin=pin, decision=decision, facts=facts, result=result, at=ctx.now
    )
    outputs = result.get("outputs")
    flat = {**result, **(outputs if isinstance(outputs, Mapping) else {})}
    flat.pop("outputs", None)
    audit.record(
        ctx.actor,
        "rule.decide",
        kind="dossier",
        object_id=dossier.code,
        facts={"pack": pack, "version": pin.version, "sha256": pin.sha256, "decision": decision, "key": ctx.key},
    )
    return flat


def pin_of(dossier: Dossier, pack: str) -> PackPin:
    """The pinned version of a pack. Raises KeyError when the dossier was never received under it."""
    pinned = dossier.pack_pins[pack]
    return PackPin(key=pack, version=pinned["version"], sha256=pinned["sha256"])
