"""The sample shows every state, is whole, and never twice."""

import pytest
from django.contrib.auth import authenticate

from engine import api
from engine.models import Incident, Instance
from portal.accounts.roles import Role
from portal.config import sample
from portal.documents.models import Paper
from portal.dossiers.models import Dossier

SHOWN = {
    "DRAFT",
    "SUBMITTED",
    "APPRAISING",
    "FUNDING",
    "SIGNING",
    "QUEUED",
    "SUPPLEMENT_REQUESTED",
    "APPROVED",
    "REJECTED",
    "REFUSED_INTAKE",
    "WITHDRAWN",
    "EXPIRED",
    "CLOSED",
}


@pytest.fixture
def loaded(db, settings, tmp_path):
    settings.SAMPLE_DATA = True
    settings.MAIL_FOLDER, settings.UPLOAD_FOLDER = tmp_path / "mail", tmp_path / "files"
    assert sample.load()


def test_the_sample_shows_every_state_and_loads_once(loaded):
    assert set(Dossier.objects.values_list("state", flat=True)) == SHOWN
    assert not Incident.objects.exists()

    count = Dossier.objects.count()
    assert not sample.load()
    assert Dossier.objects.count() == count


def test_everything_of_the_sample_is_marked_and_replays(loaded):
    assert not Dossier.objects.filter(is_sample=False).exists()
    assert not Paper.objects.filter(is_sample=False).exists()
    assert not Paper.objects.filter(storage_name="").exists()
    for instance_id in Instance.objects.values_list("pk", flat=True):
        assert api.replay(instance_id) == api.stored_state(instance_id)


def test_every_role_has_an_account_that_can_sign_in(loaded):
    accounts = sample.accounts()

    assert {account.role for account in accounts} == {str(role.label) for role in Role}
    assert all(authenticate(email=a.email, password=a.password) for a in accounts)
