"""The ledger against a model of a few lines, over random histories."""

import random
from dataclasses import dataclass, field

import pytest

from portal.budget import selectors, services
from portal.budget.errors import NotEnoughMoney
from portal.budget.models import DossierFunding
from portal.platform.clock import now

STEPS = 400
CODES = ["A", "B", "C"]


@dataclass
class Model:
    """What money should do: a dictionary per dossier and one number."""

    free: int = 0
    held: dict = field(default_factory=lambda: {code: [0, 0, 0] for code in CODES})

    def play(self, act, code, amount):
        reserved, committed, paid = share = self.held[code]
        if act == "allocate":
            self.free += amount
        elif act == "cancel" and amount <= self.free:
            self.free -= amount
        elif act == "reserve" and amount <= self.free:
            self.free, share[0] = self.free - amount, reserved + amount
        elif act == "release" and reserved:
            self.free, share[0] = self.free + reserved, 0
        elif act == "commit" and amount <= reserved:
            share[0], share[1] = reserved - amount, committed + amount
        elif act == "pay" and amount <= committed - paid:
            share[2] = paid + amount


def play(act, line_id, code, amount, key):
    common = {"line_id": line_id, "actor": "1", "key": key}
    if act in {"allocate", "cancel"}:
        move = services.allocate if act == "allocate" else services.cancel_allocation
        move(amount_vnd=amount, instrument_no="QĐ", **common)
    elif act == "reserve":
        services.reserve(dossier_code=code, amount_vnd=amount, received_at=now(), **common)
        services.leave(line_id, code)
    elif act == "release":
        services.release(dossier_code=code, **common)
    elif act == "commit":
        services.commit(dossier_code=code, amount_vnd=amount, instrument_no="QĐ", **common)
    else:
        services.pay(dossier_code=code, amount_vnd=amount, order_no="UNC", **common)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [8131, 20260711])
def test_a_random_history_ends_where_the_model_ends(budget_line, seed):
    dice, line, model = random.Random(seed), budget_line(), Model()

    for step in range(STEPS):
        act = dice.choice(["allocate", "cancel", "reserve", "reserve", "release", "commit", "commit", "pay", "pay"])
        code, amount = dice.choice(CODES), dice.randint(1, 50) * 100_000
        try:
            play(act, line.pk, code, amount, f"step-{step}")
        except NotEnoughMoney:
            refused = True
        else:
            refused = False
        before = (model.free, [list(share) for share in model.held.values()])
        model.play(act, code, amount)
        assert not (refused and before != (model.free, list(model.held.values()))), f"step {step}: {act} refused"

        line.refresh_from_db()
        assert line.available_vnd == model.free, f"step {step}: {act} {amount}"

    balance = selectors.balance_of_entries(line.pk)
    assert sum(balance.values()) == 0
    assert balance["AVAILABLE"] == model.free
    assert balance["RESERVED"] == line.reserved_vnd
    assert balance["PAID"] == line.paid_vnd
    assert balance["COMMITTED"] == line.committed_vnd - line.paid_vnd
    shares = {f.dossier_code: [f.reserved_vnd, f.committed_vnd, f.paid_vnd] for f in DossierFunding.objects.all()}
    assert shares == {code: share for code, share in model.held.items() if code in shares}
