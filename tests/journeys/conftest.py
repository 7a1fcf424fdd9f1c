"""An office with its people, procedure, rules and money, and short words for what people do in it."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engine import clock
from engine.models import WorkItem
from portal.accounts.actor import actor_for
from portal.accounts.models import RoleGrant, User
from portal.budget import services as budget
from portal.budget.models import BudgetLine
from portal.casework import services as casework
from portal.config.first_filling import fill
from portal.dossiers import services as dossiers
from portal.dossiers.models import Dossier
from portal.platform.clock import HANOI
from portal.platform.jobs import run_pending
from tests.journeys.answers import ANSWERS, dossier_answers

MONDAY = dt.datetime(2026, 11, 16, 9, tzinfo=HANOI)
ROLES = ("RECEPTION", "OFFICER", "DIVISION", "DOF_OFFICER", "DIRECTOR", "ACCOUNTANT", "ADMIN")


@dataclass
class Office:
    """People do things here; every act has its own key, as each form on a page has."""

    people: dict[str, User]
    keys: count = field(default_factory=lambda: count(1))

    def actor(self, who):
        return actor_for(self.people[who])

    def key(self):
        return f"intention-{next(self.keys)}"

    def budget(self, amount_vnd, year=2026):
        line = budget.open_line(support_line="PRO-DOM", year=year)
        budget.allocate(line_id=line.pk, amount_vnd=amount_vnd, instrument_no="QĐ 01", actor="1", key=self.key())
        return BudgetLine.objects.get(pk=line.pk)

    def draft(self, who="applicant", line="PRO-DOM", **changes):
        """A draft with every page saved and every required paper attached."""
        actor = self.actor(who)
        dossier = dossiers.create_draft(actor=actor, line=line)
        answers = dossier_answers(**changes)
        for page in dossiers.form_of(dossier).pages:
            dossiers.save_page(actor=actor, dossier=dossier, page=page.code, data=answers)
        dossier.refresh_from_db()
        for slot in dossiers.missing_documents(dossier):
            posted = SimpleUploadedFile(f"{slot.code}.pdf", b"%PDF-1.7 invented")
            dossiers.attach(actor=actor, dossier=dossier, field=slot.code, posted=posted)
        return dossier

    def file(self, who="applicant", **changes):
        """A filed dossier."""
        return dossiers.submit(actor=self.actor(who), dossier=self.draft(who, **changes), key=self.key())

    def item(self, dossier, node):
        """The open work item of a step."""
        return WorkItem.objects.get(business_key=dossier.code, node=node, status__in=["READY", "CLAIMED"])

    def open_steps(self, dossier):
        rows = WorkItem.objects.filter(business_key=dossier.code, status__in=["READY", "CLAIMED"])
        return sorted(rows.values_list("node", flat=True))

    def do(self, who, dossier, node, **answers):
        """Somebody claims a step and answers its form; effects and timers run. Returns the dossier as it is then."""
        item = self.item(dossier, node)
        if not item.assignee:
            casework.claim(actor=self.actor(who), item_id=item.pk, key=self.key())
        self.answer(who, item, **answers)
        run_pending()
        return Dossier.objects.get(pk=dossier.pk)

    def answer(self, who, item, **answers):
        data = {**ANSWERS[item.form], **answers}
        return casework.complete_work_item(actor=self.actor(who), item_id=item.pk, data=data, key=self.key())

    def to_signature(self, dossier):
        """The way of a dossier without trouble up to the director's desk."""
        self.do("RECEPTION", dossier, "Task_Intake")
        self.do("OFFICER", dossier, "Task_Appraise")
        self.do("DOF_OFFICER", dossier, "Task_Funding")
        return self.do("DIVISION", dossier, "Task_Verify")


@pytest.fixture
def morning():
    """The story begins on a Monday at nine."""
    with clock.running_from(MONDAY):
        yield MONDAY


@pytest.fixture
def office(db, morning, settings, tmp_path):
    """The office with the sample city decision in force."""
    return open_office(settings, tmp_path, sample=True)


@pytest.fixture
def office_without_decision(db, morning, settings, tmp_path):
    """The office as it is before the city decides: the national reference levels only."""
    return open_office(settings, tmp_path, sample=False)


def open_office(settings, tmp_path, *, sample):
    settings.SAMPLE_DATA = sample
    settings.MAIL_FOLDER, settings.UPLOAD_FOLDER = tmp_path / "mail", tmp_path / "files"
    fill()
    people = {role: User.objects.create_user(f"{role.lower()}@example.test", full_name=role) for role in ROLES}
    for role, person in people.items():
        RoleGrant.objects.create(user=person, role=role)
    for name in ("applicant", "neighbour"):
        people[name] = User.objects.create_user(f"{name}@example.test", full_name=name)
    return Office(people)
