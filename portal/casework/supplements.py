"""What a request to supplement asks, point by point: a part of the application, or something in words."""

from collections.abc import Mapping
from typing import Any

from portal.documents.forms import FormDefinition, choices_of, with_choices, with_questions
from portal.documents.models import Upload
from portal.dossiers import lifecycle
from portal.dossiers.models import Dossier
from portal.dossiers.selectors import open_supplement
from portal.dossiers.services import form_of
from portal.platform.clock import now
from portal.platform.errors import Refused
from rules.feel import Text

ANSWER_FORM = "F-SUPPLEMENT"
ASKED = Text(vi="Nội dung cơ quan yêu cầu sửa hoặc nộp lại", en="What you are asked to correct or to send again")


def tailored(form: FormDefinition, dossier: Dossier) -> FormDefinition:
    """A form of the procedure as it is for this dossier.

    Forms that ask for a supplement offer the parts of the dossier's application; the answer asks those parts again.
    """
    application = form_of(dossier)
    if form.key == ANSWER_FORM:
        return with_questions(form, application, targets_of(dossier), ASKED)
    return with_choices(form, "application", choices_of(application))


def context_for(form: FormDefinition, dossier: Dossier) -> dict[str, Any]:
    """What the conditions of a form see besides its own answers."""
    others = {name: value for name, value in dossier.answers.items() if name not in form.fields}
    free = sum(not point.get("target") for point in _points(dossier))
    return {**others, "dossier": dossier.answers, "line": dossier.support_line_id, "free_points": free}


def targets_of(dossier: Dossier) -> list[str]:
    """The questions and papers that the open request names, in its order."""
    return [str(point["target"]) for point in _points(dossier) if point.get("target")]


def points_of(asked: Mapping[str, object], dossier: Dossier) -> list[dict[str, str]]:
    """The points of a request as the table of the asking form has them.

    Each says `what` is asked and `why`; `target` names the part of the application, empty for a point in words.
    """
    table = asked.get("supplement_items")
    rows = [row for row in table if isinstance(row, Mapping)] if isinstance(table, list) else []
    labels = {option.value: option.label.vi for option in choices_of(form_of(dossier))}
    return [_point({name: str(row.get(name) or "") for name in POINT}, labels) for row in rows]


POINT = ("target", "what", "reason", "guidance")


def _point(row: dict[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    named = [labels.get(row["target"], ""), row["what"]]
    return {
        **row,
        "what": ": ".join(filter(None, named)),
        "why": ". ".join(filter(None, (row["reason"], row["guidance"]))),
    }


def correct(dossier: Dossier, answers: Mapping[str, object], actor: str) -> None:
    """Take the corrected answers into the dossier; what stood there before stays in the event log.

    Raises Refused SUPPLEMENT_PAPER_MISSING while a paper that was asked for has not been sent.
    """
    request = open_supplement(dossier)
    application = form_of(dossier)
    targets = targets_of(dossier)
    if request is not None:
        sent = set(
            Upload.objects.filter(dossier_id=dossier.pk, created_at__gte=request.asked_at).values_list(
                "field", flat=True
            )
        )
        missing = [slot.label.vi for slot in application.documents if slot.code in targets and slot.code not in sent]
        if missing:
            raise Refused("SUPPLEMENT_PAPER_MISSING", labels=", ".join(missing))
    corrected = {name: answers[name] for name in targets if name in application.fields and name in answers}
    if corrected:
        lifecycle.add_answers(dossier, corrected)
        labels = ", ".join(application.fields[name].label.vi for name in corrected)
        lifecycle.record(dossier, "ANSWERS_CORRECTED", at=now(), actor=actor, note=labels)


def _points(dossier: Dossier) -> list[dict[str, Any]]:
    request = open_supplement(dossier)
    return list(request.items) if request else []
