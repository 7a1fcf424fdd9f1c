"""The door: decide(pack, decision, facts)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rules.evaluate import inference
from rules.evaluate.making import Making
from rules.evaluate.result import NO_LEGAL_BASIS, DecisionResult
from rules.packs.model import Pack, PackKind

Chain = Callable[[Mapping[str, Sequence[str]], Callable[[str], None]], list[str]]


def decide(
    pack: Pack, decision: str, facts: Mapping[str, Any], *, now: datetime, chain: Chain = inference.chain
) -> DecisionResult:
    """Make a decision of a pack, with all that it needs; or call one of its decision services or knowledge models.

    facts  by the names of the pack's input data (of a service: of its parameters); a fact left out is null.
           Python int, str, bool, date, Decimal
    now    aware moment: the clock of FEEL, and the day on which rows with dates are valid
    chain  runs the decisions in order; the default is the inference library, tests bring an oracle
    Raises KeyError for an unknown decision, EvaluationFailed for what may not be guessed, BudgetExceeded.
    """
    making = Making(pack, facts, now)
    if decision in pack.decisions:
        chain({step.name: step.requires for step in pack.closure(decision)}, making.make)
    elif decision in pack.services or decision in pack.knowledge:
        making.invoke(decision, facts)
    else:
        raise KeyError(decision)
    return DecisionResult(
        outputs_of(pack, decision, making.values[decision]),
        tuple(making.findings),
        tuple(making.traces),
        pack.key,
        pack.version,
        pack.sha256,
        pack.kind,
        pack.sample,
    )


def outputs_of(pack: Pack, decision: str, value: Any) -> dict[str, Any]:
    """The outputs by name of a decision's value, and whether the pack has the force to decide (rule R-PACK-2)."""
    if not isinstance(value, dict) and value.__class__ is not str and decision != "status":
        return {decision: value}
    outputs = dict(value) if isinstance(value, dict) else {decision: value}
    if "status" in outputs or outputs.get(decision) == NO_LEGAL_BASIS:
        outputs["decision_allowed"] = pack.kind is PackKind.CITY_DECISION and outputs.get("status") == "OK"
    return outputs
