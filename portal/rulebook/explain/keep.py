"""A case that was tried becomes an example of the draft: what the draft says of it now is what it must say later."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actor import Actor
from portal.accounts.second_person import own_draft
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import Conflict, Refused
from portal.platform.text import one_line
from portal.rulebook.judge import draft_pack
from portal.rulebook.models import PackDraft
from rules.evaluate import decide
from rules.evaluate.check import moment_of
from rules.evaluate.result import plain
from rules.packs import PackTest
from rules.packs.manifest import read_tests
from rules.packs.write import write_tests

NAME_LENGTH = 120


@transaction.atomic
def keep_example(
    *, actor: Actor, draft_id: UUID, rev: int, name: str, decision: str, facts: Mapping[str, Any]
) -> PackDraft:
    """Add a case to the examples of one's own draft, with the results and the findings that the draft gives now.

    rev     revision that the page shows
    facts   as for `decide`; kept as given
    Raises  NotVisible, NotAllowed; Refused NOT_THE_AUTHOR, DRAFT_CLOSED, CELLS_WRONG, EXAMPLE_NAME, EXAMPLE_VALUES;
            Conflict PACK_DRAFT_NEWER; KeyError for an unknown decision, EvaluationFailed where the rules stop
    """
    draft = own_draft(PackDraft, actor, draft_id, "pack_version.draft")
    if draft.rev != rev:
        raise Conflict("PACK_DRAFT_NEWER")
    if draft.typed is not None:
        raise Refused("CELLS_WRONG")
    tests, name = read_tests(bytes(draft.tests)), one_line(name)[:NAME_LENGTH]
    if not name or name in {test.name for test in tests}:
        raise Refused("EXAMPLE_NAME")
    pack = draft_pack(draft)
    result = decide(pack, decision, facts, now=moment_of(pack, facts))
    outputs = {key: plain(value) for key, value in result.outputs.items() if key != "decision_allowed"}
    findings = tuple(found.rule_id for found in result.findings)
    if not all(isinstance(value, bool | int | str | None) for value in outputs.values()):
        raise Refused("EXAMPLE_VALUES")
    try:
        draft.tests = write_tests([*tests, PackTest(name, decision, facts, outputs, findings)])
    except TypeError as unwritable:
        raise Refused("EXAMPLE_VALUES") from unwritable
    draft.rev, draft.updated_at = draft.rev + 1, now()
    draft.save()
    audit.record(
        actor.id,
        "pack_draft.example",
        kind="pack_draft",
        object_id=draft.pk,
        legal_basis=draft.instrument_no,
        facts={"key": draft.key, "rev": draft.rev, "name": name},
    )
    return draft
