"""Telling a story: who files what, and who does which step on which day, through the public services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from engine.models import WorkItem
from portal.accounts.actor import actor_for
from portal.accounts.models import User
from portal.casework import services as casework
from portal.config.sample.accounts import officer_for
from portal.config.sample.answers import PAPER, STEP_ANSWERS, application
from portal.dossiers import services as dossiers
from portal.dossiers.models import Dossier
from portal.platform.clock import today
from portal.platform.jobs import run_pending

OPEN = ("READY", "CLAIMED")
FILE, SAVE, CLAIM, WITHDRAW, WAIT = "FILE", "SAVE", "CLAIM", "WITHDRAW", "WAIT"


@dataclass(frozen=True, slots=True)
class Act:
    """What happens `day` days after the story begins: FILE, SAVE, CLAIM, WITHDRAW, WAIT, or the id of a step."""

    day: int
    what: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One dossier. days_ago: when it was begun."""

    name: str
    applicant: str
    days_ago: int
    answers: Mapping[str, Any]
    acts: tuple[Act, ...]
    line: str = "PRO-DOM"


class Teller:
    """Plays the acts of one story through the public services, as the people themselves would."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.keys = count(1)
        self.applicant = actor_for(User.objects.get(email=story.applicant))
        self.dossier: Dossier | None = None

    def play(self, act: Act) -> None:
        """One act, with the effects and timers that follow from it."""
        if act.what in (FILE, SAVE):
            self.write()
        if act.what == FILE:
            self.dossier = dossiers.submit(actor=self.applicant, dossier=self.mine, key=self.key())
        elif act.what == WITHDRAW:
            dossiers.withdraw(actor=self.applicant, dossier=self.mine, reason=act.answers["reason"], key=self.key())
        elif act.what == CLAIM:
            item = WorkItem.objects.get(business_key=self.mine.code, status="READY")
            casework.claim(actor=actor_for(officer_for(item.role)), item_id=item.pk, key=self.key())
        elif act.what not in (SAVE, WAIT):
            self.step(act)
        run_pending()

    @property
    def mine(self) -> Dossier:
        """The dossier of the story. Raises LookupError before it is written."""
        if self.dossier is None:
            raise LookupError(self.story.name)
        return self.dossier

    def key(self) -> str:
        """A key of this story's own for the next intention."""
        return f"sample:{self.story.name}:{next(self.keys)}"

    def write(self) -> None:
        """A draft with all pages filled in and a paper in every required place."""
        draft = dossiers.create_draft(actor=self.applicant, line=self.story.line, is_sample=True)
        answers = application(today(), **self.story.answers)
        for page in dossiers.form_of(draft).pages:
            dossiers.save_page(actor=self.applicant, dossier=draft, page=page.code, data=answers)
        draft.refresh_from_db()
        for slot in dossiers.missing_documents(draft):
            posted = SimpleUploadedFile(f"{slot.code}-mau.pdf", PAPER)
            dossiers.attach(actor=self.applicant, dossier=draft, field=slot.code, posted=posted)
        self.dossier = draft

    def step(self, act: Act) -> None:
        """Somebody of the role claims the step and answers its form; the applicant's own steps need no claim."""
        item = WorkItem.objects.get(business_key=self.mine.code, node=act.what, status__in=OPEN)
        actor = self.applicant if item.assignee else actor_for(officer_for(item.role))
        if not item.assignee and item.status == "READY":
            casework.claim(actor=actor, item_id=item.pk, key=self.key())
        data = {**STEP_ANSWERS[item.form](today(), self.mine), **act.answers}
        casework.complete_work_item(actor=actor, item_id=item.pk, data=data, key=self.key())
