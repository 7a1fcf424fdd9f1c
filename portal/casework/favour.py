"""The better of two results for the applicant, by a declared order: a lawful decision, then the outcome, then money."""

from collections.abc import Callable, Mapping, Sequence

Result = Mapping[str, object]

# Output -> its values from best to worst. They are compared one after the other; the first difference decides.
ORDERS: Mapping[str, Sequence[object]] = {
    "decision_allowed": (True, False),
    "eligible": ("YES", "MANUAL", "NO"),
    "status": ("OK", "MISSING_FACTS", "NO_LEGAL_BASIS"),
}
AMOUNTS = ("grant_vnd", "payable_vnd")  # whole đồng: the larger one is better, none is worse than zero


def better(new: Result, old: Result) -> int:
    """0 when the new rule is at least as good for the applicant, 1 when the old one is better.

    new, old  results with `outputs`. What the order does not know is not compared: the new rule then stands.
    """
    for rank in (*(_by_order(name, order) for name, order in ORDERS.items()), *(_by_amount(name) for name in AMOUNTS)):
        left, right = rank(_outputs(new)), rank(_outputs(old))
        if left != right:
            return 0 if left > right else 1
    return 0


def _by_order(name: str, order: Sequence[object]) -> Callable[[Result], int]:
    def rank(outputs: Result) -> int:
        value = outputs.get(name)
        places = [place for place, known in enumerate(order) if type(known) is type(value) and known == value]
        return len(order) - places[0] if places else 0

    return rank


def _by_amount(name: str) -> Callable[[Result], int]:
    def rank(outputs: Result) -> int:
        value = outputs.get(name)
        return int(str(value)) if value is not None else -1

    return rank


def _outputs(result: Result) -> Result:
    outputs = result.get("outputs")
    return outputs if isinstance(outputs, Mapping) else {}
