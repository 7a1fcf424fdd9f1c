"""What the applicant's pages show of a dossier: the task list, the papers, and the advice of the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from portal.casework.supplements import ANSWER_FORM
from portal.documents.catalogue import kinds
from portal.documents.forms import BoundSlot, document_slots, load_form, missing, show
from portal.documents.models import Paper, Upload
from portal.dossiers import selectors, services
from portal.dossiers.models import Dossier
from portal.platform.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Task:
    """One page of the application in the task list. status: DONE, STARTED, EMPTY."""

    code: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class FilledSlot:
    """A place for papers with what lies in it. `removable`: files that the applicant may still take out again."""

    slot: BoundSlot
    files: list[Upload]
    removable: frozenset[UUID] = frozenset()

    @property
    def is_missing(self) -> bool:
        return self.slot.required and not self.files


def tasks(dossier: Dossier) -> list[Task]:
    """Every visible page with its state."""
    form, context = services.form_of(dossier), services.context_of(dossier)
    wrong = {name.split("-")[0] for name in missing(form, dossier.answers, context)}
    found = []
    for page in show(form, dossier.answers, context).pages:
        if not page.visible:
            continue
        names = {field.field.name for field in page.fields}
        lacks_paper = any(filled.is_missing for filled in filled_slots(dossier, page.documents))
        answered = any(dossier.answers.get(name) not in (None, "", [], False) for name in names)
        clean = not (names & wrong) and not lacks_paper
        found.append(Task(page.code, page.title, "DONE" if clean else "STARTED" if answered else "EMPTY"))
    return found


def filled_slots(dossier: Dossier, slots: Iterable[BoundSlot]) -> list[FilledSlot]:
    """The slots with the files of the dossier in them."""
    files: dict[str, list[Upload]] = {}
    for upload in selectors.uploads_of(dossier):
        files.setdefault(upload.field, []).append(upload)
    removable = frozenset(selectors.removable_uploads(dossier).values_list("pk", flat=True))
    return [FilledSlot(slot, files.get(slot.code, []), removable) for slot in slots]


def slot_labels(dossier: Dossier) -> dict[str, str]:
    """What each place for papers is called, in the reader's language."""
    language = get_language() or "vi"
    own = {slot.code: slot.label for slot in services.form_of(dossier).documents}
    answer = {slot.code: slot.label for slot in load_form(ANSWER_FORM).documents}
    return {code: label.in_language(language) for code, label in {**answer, **own}.items()}


def missing_papers(dossier: Dossier) -> list[FilledSlot]:
    """Required slots without a file."""
    slots = document_slots(services.form_of(dossier), dossier.answers, services.context_of(dossier))
    return [filled for filled in filled_slots(dossier, slots) if filled.is_missing]


def find_page(dossier: Dossier, code: str) -> None:
    """Raise NotVisible unless the form has that page."""
    if code not in {page.code for page in services.form_of(dossier).pages}:
        raise NotVisible("page")


def find_slot(dossier: Dossier, code: str) -> None:
    """Raise NotVisible unless the dossier's form, or the form of a supplement, has that slot."""
    if code != "DOC-SUPPLEMENT" and code not in {slot.code for slot in services.form_of(dossier).documents}:
        raise NotVisible("slot")


def page_after(dossier: Dossier, code: str) -> str | None:
    """The next visible page, None after the last one."""
    codes = _visible(dossier)
    place = codes.index(code) + 1 if code in codes else len(codes)
    return codes[place] if place < len(codes) else None


def page_before(dossier: Dossier, code: str) -> str | None:
    """The page to go back to, None before the first one."""
    codes = _visible(dossier)
    place = codes.index(code) if code in codes else 0
    return codes[place - 1] if place else None


def _visible(dossier: Dossier) -> list[str]:
    bound = show(services.form_of(dossier), dossier.answers, services.context_of(dossier))
    return [page.code for page in bound.pages if page.visible]


def paper_title(paper: Paper) -> str:
    """What a paper is called, in the reader's language."""
    kind = kinds()[paper.template]
    return kind.title_en if get_language() == "en" else kind.title_vi
