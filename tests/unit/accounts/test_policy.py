"""The access matrix is complete, known to the code, and the only way to an object."""

import pytest
from django.db.models import Q

from portal.accounts import policy
from portal.accounts.actor import ANONYMOUS, Actor, actor_for
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.platform.errors import NotAllowed, NotVisible


def test_every_role_in_the_matrix_is_a_role_of_the_programme():
    named = {role for cells in policy.matrix().values() for role in cells}

    assert named <= set(Role.values)


def test_every_scope_word_is_defined_for_the_model_it_guards():
    undefined = [
        (action, word)
        for guarded in policy.guarded_models().values()
        for action, cells in policy.matrix().items()
        if action.split(".")[0] == guarded.name
        for words in cells.values()
        for word in words.split()
        if word != policy.EVERYTHING and word not in guarded.scopes
    ]

    assert undefined == []


def test_every_guarded_model_has_a_view_row():
    without = [g.name for g in policy.guarded_models().values() if f"{g.name}.view" not in policy.matrix()]

    assert without == []


def test_an_administrator_has_no_right_to_content():
    content = ("dossier.", "upload.", "paper.", "work_item.", "budget_line.")
    rights = [a for a, cells in policy.matrix().items() if a.startswith(content) and "ADMIN" in cells]

    assert rights == []


def test_an_action_outside_the_matrix_is_an_error_not_a_refusal():
    with pytest.raises(KeyError):
        policy.allowed(ANONYMOUS, "dossier.invented")


@pytest.fixture
def people(db, monkeypatch):
    """Two people under a policy of their own: one sees herself, the auditor sees all."""
    monkeypatch.setattr(policy, "_guarded", {User: policy.Guarded("person", {"own": lambda a: Q(pk=a.user_id)})})
    rows = {"person.view": {"APPLICANT": "own", "AUDITOR": "all"}, "person.edit": {"APPLICANT": "own"}}
    monkeypatch.setattr(policy, "matrix", lambda: rows)
    return [User.objects.create_user(f"{name}@example.test") for name in ("an", "binh")]


def test_an_applicant_sees_only_their_own_objects(people):
    an, binh = people
    actor = actor_for(an)

    assert list(policy.visible(actor, User)) == [an]
    assert policy.find(actor, User, pk=an.pk) == an
    for pk in (binh.pk, 10**9, "no-number"):
        with pytest.raises(NotVisible) as refusal:
            policy.find(actor, User, pk=pk)
        assert str(refusal.value) == "person"


def test_roles_add_up_and_a_role_without_a_cell_adds_nothing(people):
    an, binh = people
    auditor = Actor(user_id=an.pk, roles=frozenset({"AUDITOR", "DIRECTOR"}))

    assert set(policy.visible(auditor, User)) == {an, binh}
    assert not policy.allowed(auditor, "person.edit", an)
    with pytest.raises(NotAllowed):
        policy.require(auditor, "person.edit", an)


def test_a_visitor_sees_nothing(people):
    assert not policy.visible(ANONYMOUS, User).exists()


def test_a_person_without_grants_applies_and_one_who_left_may_do_nothing(db):
    leaver = User.objects.create_user("cuong@example.test", is_active=False)
    RoleGrant.objects.create(user=leaver, role=Role.DIRECTOR)

    assert actor_for(leaver) == ANONYMOUS
    assert actor_for(User.objects.create_user("dung@example.test")).roles == {"APPLICANT"}
