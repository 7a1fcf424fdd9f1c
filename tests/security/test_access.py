"""Every address × everybody: who gets in, by following links or by guessing. A new address fails until it is listed."""

import tomllib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from engine.models import Incident, ProcessVersion, WorkItem
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.budget.models import BudgetLine
from portal.casework.models import Notification
from portal.documents.models import Paper, Upload
from portal.dossiers import services as dossiers
from portal.platform.clock import now
from portal.rulebook import services as rulebook
from portal.rulebook.instruments import services as instruments
from portal.rulebook.instruments.checks import Entry
from portal.rulebook.models import PackVersion
from portal.rulebook.replay import services as replays
from portal.studio import services as studio
from tests.journeys.answers import MARK
from tests.journeys.conftest import morning, office  # noqa: F401 - fixtures
from tests.unit.rulebook.conftest import edited, exported, raise_the_mark_level

TABLE = tomllib.loads(Path(__file__).with_name("access.toml").read_text(encoding="utf-8"))
FOREIGN = ("account_", "socialaccount_", "mfa_")  # the sign-in library tests its own
REFUSED = frozenset({401, 403, 404})
LOGIN = "/accounts/login/"


def own_routes():
    """Name -> path parameters of every address of ours."""
    found = {}

    def walk(patterns):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns)
            elif isinstance(entry, URLPattern) and not (entry.name or "").startswith(FOREIGN):
                found[entry.name or str(entry.pattern)] = list(entry.pattern.converters)

    walk(get_resolver().url_patterns)
    return found


@pytest.fixture
def world(office):  # noqa: F811
    """A paid dossier and one at the counter, both of the same applicant; somebody for each role; two open drafts."""
    for role in Role.values:
        if role not in office.people and role != "APPLICANT":
            person = User.objects.create_user(f"{role.lower()}@example.test", full_name=role)
            RoleGrant.objects.create(user=person, role=role)
            office.people[role] = person
    office.budget(100_000_000)
    paid = office.to_signature(office.file())
    office.do("DIRECTOR", paid, "Task_Sign")
    paid = office.do("ACCOUNTANT", paid, "Task_Pay")
    waiting = office.file(objects=[{**MARK, "app_no": "4-2025-99999", "title_no": "599999"}])
    draft = dossiers.create_draft(actor=office.actor("applicant"), line="PRO-DOM")
    upload = dossiers.attach(
        actor=office.actor("applicant"),
        dossier=draft,
        field="DOC-ID",
        posted=SimpleUploadedFile("giay.pdf", b"%PDF-1.7 invented"),
    )
    cap = PackVersion.objects.get(key="domestic-cap", kind="CITY_DECISION")
    pack_draft = rulebook.import_workbook(
        actor=office.actor("RULE_EDITOR"),
        key=cap.key,
        content=edited(exported(cap), raise_the_mark_level),
        file_name="muc.xlsx",
    )
    resolution = instruments.create(
        actor=office.actor("RULE_EDITOR"),
        entry=Entry("11/2026/NQ-MẪU", "RESOLUTION", "Nghị quyết mẫu", "Cơ quan mẫu", "ILLUSTRATIVE"),
        file=SimpleUploadedFile("nghi-quyet.pdf", b"%PDF-1.7 invented"),
    )
    incident = Incident.objects.create(
        business_key=waiting.code, node="X", code="TRIAL", text="thử", opened_at=now(), instance_id=waiting.instance_id
    )
    return office, {
        "dossier_id": {"apply-": draft.pk, "": paid.pk},
        "upload_id": {"apply-": upload.pk, "": Upload.objects.filter(dossier_id=paid.pk).first().pk},
        "paper_id": {"": Paper.objects.filter(dossier_code=paid.code).first().pk},
        "item_id": {"": WorkItem.objects.get(business_key=waiting.code, status="READY").pk},
        "code": {"apply-": "identity", "api-": "identity", "": paid.lookup_code},
        "finding": {"": "0" * 32},
        "run_id": {"": replays.start(actor=office.actor("RULE_EDITOR"), draft_id=pack_draft.pk).pk},
        "decision": {"": "grant"},
        "slot": {"": "DOC-ID"},
        "notification_id": {"": Notification.objects.filter(user=office.people["applicant"]).first().pk},
        "incident_id": {"": incident.pk},
        "line_id": {"": BudgetLine.objects.get().pk},
        "draft_id": {
            "rulebook-": pack_draft.pk,
            "api-pack": pack_draft.pk,
            "": studio.start_draft(actor=office.actor("ADMIN"), process_key="P01").pk,
        },
        "version_id": {"rulebook-": cap.pk, "api-pack": cap.pk, "": ProcessVersion.objects.get().pk},
        "instance_id": {"": paid.instance_id},
        "process_key": {"": "P01"},
        "key": {"": "domestic-cap"},
        "instrument_id": {"": resolution.pk},
        "file_id": {"": resolution.files.get().pk},
    }


def address(name, converters, places):
    def place(parameter):
        by_prefix = places[parameter]
        return next(by_prefix[prefix] for prefix in (*by_prefix, "") if name.startswith(prefix) and prefix in by_prefix)

    return reverse(name, kwargs={parameter: place(parameter) for parameter in converters})


def entered(person, path, method):
    """Whether the person got in: anything but a refusal or the way to the sign-in page."""
    client = Client()
    if person is not None:
        client.force_login(person)
    answer = getattr(client, method)(path)
    assert answer.status_code < 500, f"{method} {path}"
    if answer.status_code == 405:
        return None
    return answer.status_code not in REFUSED and not answer.get("Location", "").startswith(LOGIN)


def expected():
    """The table with its groups spelled out."""
    groups = TABLE["group"]
    return {
        route: sorted({person for word in words.split() for person in groups.get(word, [word])})
        for route, words in TABLE["route"].items()
    }


def test_every_address_is_listed_and_lets_in_whom_the_list_names(world):
    office, places = world  # noqa: F811
    people = {"visitor": None, **office.people}
    found = {}
    for name, converters in own_routes().items():
        path = address(name, converters, places)
        for method in ("get", "post", "put", "delete"):
            got_in = []
            for who, person in people.items():
                with transaction.atomic():
                    answer = entered(person, path, method)
                    transaction.set_rollback(True)
                if answer:
                    got_in.append(who)
                if answer is None:
                    break
            else:
                found[f"{name} {method}"] = sorted(got_in)
    assert found == expected()
