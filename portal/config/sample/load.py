"""Loads the sample: people, money, the procedure, and a dossier in every state, made through the public services."""

from contextlib import ExitStack
from datetime import datetime, timedelta

from django.db import transaction

from engine import clock
from portal.budget import services as budget
from portal.budget.models import BudgetLine
from portal.config.first_filling import fill
from portal.config.sample.accounts import load_people
from portal.config.sample.stories import STORIES
from portal.config.sample.teller import Story, Teller
from portal.dossiers.models import Dossier
from portal.platform.clock import local, now, today
from portal.programme.selectors import calendar

ALLOCATED_VND = {"PRO-DOM": 52_000_000, "PRO-STI": 120_000_000}
INSTRUMENT = "00/QĐ-MẪU (dữ liệu mẫu)"


def load() -> bool:
    """Load everything once. Returns False when sample data is already there.

    The stories begin in the past, on a clock of their own, so that deadlines and histories look lived in.
    """
    if Dossier.objects.filter(is_sample=True).exists():
        return False
    with transaction.atomic():
        load_people()
        with clock.running_from(now() - timedelta(days=60)):
            fill()
        _allot()
        for story in sorted(STORIES, key=lambda story: -story.days_ago):
            _tell(story)
    return True


def _allot() -> None:
    for code, amount_vnd in ALLOCATED_VND.items():
        line = budget.open_line(support_line=code, year=today().year)
        if not BudgetLine.objects.get(pk=line.pk).allocated_vnd:
            budget.allocate(
                line_id=line.pk,
                amount_vnd=amount_vnd,
                instrument_no=INSTRUMENT,
                actor="SYSTEM",
                key=f"sample:{line.pk}",
            )


def _tell(story: Story) -> None:
    """Play a story, each act on its own day."""
    began = _morning(now() - timedelta(days=story.days_ago))
    teller = Teller(story)
    for act in story.acts:
        with ExitStack() as time:
            time.enter_context(clock.running_from(_at_work(began + timedelta(days=act.day))))
            teller.play(act)


def _at_work(moment: datetime) -> datetime:
    """The same hour of that day, or of the next working day; never later than now."""
    office = calendar()
    while not office.is_working_day(local(moment).date()):
        moment += timedelta(days=1)
    return min(moment, now())


def _morning(moment: datetime) -> datetime:
    """Nine o'clock at the office on that day, or a minute ago when it is not nine yet."""
    return min(moment.replace(hour=2, minute=0, second=0, microsecond=0), now() - timedelta(minutes=1))
