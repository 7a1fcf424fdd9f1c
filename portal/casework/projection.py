"""What a step of the process means for its dossier and its people. Runs inside the step's transaction."""

from collections.abc import Mapping

from engine.selectors import definition_of
from engine.types import OpenedItem, StepResult
from portal.accounts.roles import Role
from portal.casework.notice_facts import shown
from portal.casework.tell import tell_role
from portal.dossiers import lifecycle as dossiers
from portal.dossiers.models import Dossier
from portal.platform.clock import now
from portal.platform.jobs import drain_soon

# The state that a dossier is in while the form waits for somebody. Forms are shared by procedures, node ids are not.
STATE_OF_FORM: Mapping[str, str] = {
    "F-INTAKE": "SUBMITTED",
    "F-APPRAISE": "APPRAISING",
    "F-AWAIT-BASIS": "APPRAISING",
    "F-FUND": "FUNDING",
    "F-VERIFY": "SIGNING",
    "F-SIGN": "SIGNING",
    "F-SUPPLEMENT": "SUPPLEMENT_REQUESTED",
    "F-WITHDRAW": "WITHDRAW_REQUESTED",
}


def on_step(step: StepResult) -> None:
    """Bring the dossier up to the step: its state, the notices of new work, and a worker for the effects."""
    if step.repeated:
        return
    if step.queued:
        drain_soon()
    if not step.opened:
        return
    dossier = Dossier.objects.select_for_update().get(code=step.business_key)
    for item in step.opened:
        state = STATE_OF_FORM.get(item.form)
        if state and state != dossier.state:
            dossiers.move(dossier, state, at=now(), actor=step.actor)
        _tell_of_work(step, item, dossier)


def _tell_of_work(step: StepResult, item: OpenedItem, dossier: Dossier) -> None:
    """N-TASK for the role that may take the item; the applicant is told by the notices of the diagram."""
    if not item.role or item.role == Role.APPLICANT:
        return
    node = definition_of(step.version_id).nodes[item.node]
    facts = {"task_vi": node.name.vi, "task_en": node.name.en, "due": shown(item.due_at)}
    tell_role(item.role, "N-TASK", dossier, key=f"item:{item.id}", **facts)
