"""Forms: versioned definitions, checked on the server, drawn by any template.

>>> form = load_form("F-INTAKE")
>>> bound = bind(form, request.POST, context={"dossier": dossier.answers})
"""

from portal.documents.forms.binding import bind, document_slots, missing, preview, show
from portal.documents.forms.bound import BoundField, BoundForm, BoundPage, BoundSlot
from portal.documents.forms.definition import DocumentSlot, Field, FormDefinition, FormError, Option, Page, read_form
from portal.documents.forms.library import all_forms, choice_words, form_keys, form_shape, keep_versions, load_form
from portal.documents.forms.tailor import choices_of, with_choices, with_questions

__all__ = [
    "BoundField",
    "BoundForm",
    "BoundPage",
    "BoundSlot",
    "DocumentSlot",
    "Field",
    "FormDefinition",
    "FormError",
    "Option",
    "Page",
    "all_forms",
    "bind",
    "choice_words",
    "choices_of",
    "document_slots",
    "form_keys",
    "form_shape",
    "keep_versions",
    "load_form",
    "missing",
    "preview",
    "read_form",
    "show",
    "with_choices",
    "with_questions",
]
