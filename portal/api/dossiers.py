"""Dossiers for programs: begin, fill in, attach, file, follow, withdraw."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import shapes
from portal.api.base import KEY_HEADER, View, body_of, key_of
from portal.casework.advice import PRECHECK_FORM, advise, facts_of_precheck
from portal.documents.errors import FormInvalid
from portal.documents.forms import bind, load_form
from portal.dossiers import selectors, services
from portal.dossiers.lines import open_lines
from portal.platform.errors import NotVisible, Unavailable

KEY = OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER, required=True)


class Lines(View):
    """The kinds of support that take applications today."""

    permission_classes = [AllowAny]

    @extend_schema(responses=shapes.Line(many=True))
    def get(self, request: Request) -> Response:
        """All of them, by code."""
        return Response(shapes.Line(open_lines(), many=True).data)


class Eligibility(View):
    """The pre-check: the answers of form F-PRECHECK, judged by the rules in force. Nothing is stored."""

    permission_classes = [AllowAny]

    @extend_schema(request=dict, responses=shapes.Advice)
    def post(self, request: Request) -> Response:
        """What the rules would say."""
        bound = bind(load_form(PRECHECK_FORM), body_of(request))
        if bound.errors:
            raise FormInvalid(bound)
        advice = advise(facts_of_precheck(bound.cleaned))
        if advice is None:
            raise Unavailable("NO_RULEBOOK")
        return Response(
            {
                "eligible": advice.eligible,
                "is_reference": advice.is_reference,
                "pack_version": advice.pack_version,
                "remarks": [
                    {
                        "rule_id": remark.rule_id,
                        "severity": remark.severity,
                        "message": {"vi": remark.message.vi, "en": remark.message.en},
                        "legal_basis": {"vi": remark.legal_basis.vi, "en": remark.legal_basis.en},
                    }
                    for remark in advice.remarks
                ],
            }
        )


class Dossiers(View):
    """One's own dossiers."""

    @extend_schema(responses=shapes.Dossier(many=True))
    def get(self, request: Request) -> Response:
        """Newest first, drafts included."""
        return Response(shapes.Dossier(selectors.my_dossiers(self.actor)[:200], many=True).data)

    @extend_schema(request=shapes.NewDossier, responses={201: shapes.Dossier})
    def post(self, request: Request) -> Response:
        """Begin a draft."""
        self.may("dossier.create")
        wish = shapes.NewDossier(data=body_of(request))
        wish.is_valid(raise_exception=True)
        draft = services.create_draft(actor=self.actor, line=wish.validated_data["line"])
        return Response(shapes.Dossier(draft).data, status=201)


class Dossier(View):
    """One dossier."""

    @extend_schema(responses=shapes.DossierDetail)
    def get(self, request: Request, dossier_id: UUID) -> Response:
        """With its answers and timeline."""
        return Response(shapes.DossierDetail(selectors.find_dossier(self.actor, dossier_id)).data)


class DossierPage(View):
    """One page of a draft."""

    @extend_schema(request=dict, responses=shapes.Page)
    def put(self, request: Request, dossier_id: UUID, code: str) -> Response:
        """Keep the answers of a page, right or wrong, and say what is wrong."""
        draft = selectors.find_dossier(self.actor, dossier_id)
        if code not in {page.code for page in services.form_of(draft).pages}:
            raise NotVisible("page")
        bound = services.save_page(actor=self.actor, dossier=draft, page=code, data=body_of(request))
        return Response({"problems": {name: reason for name, _l, reason in bound.summary}, "answers": bound.cleaned})


class DossierDocument(View):
    """A place for papers."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        request={
            "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        },
        responses={201: dict},
    )
    def post(self, request: Request, dossier_id: UUID, slot: str) -> Response:
        """Put a file into it."""
        draft = selectors.find_dossier(self.actor, dossier_id)
        self.may("dossier.edit", draft)
        if slot not in {place.code for place in services.form_of(draft).documents}:
            raise NotVisible("slot")
        file = request.FILES.get("file")
        if file is None:
            raise exceptions.ValidationError({"file": ["required"]})
        kept = services.attach(actor=self.actor, dossier=draft, field=slot, posted=file)
        return Response({"id": str(kept.pk), "file_name": kept.file_name, "size": kept.size}, status=201)


class Submission(View):
    """Filing."""

    @extend_schema(parameters=[KEY], request=None, responses=shapes.Dossier)
    def post(self, request: Request, dossier_id: UUID) -> Response:
        """File the draft, once, however often it is asked."""
        draft = selectors.find_dossier(self.actor, dossier_id)
        self.may("dossier.submit", draft)
        filed = services.submit(actor=self.actor, dossier=draft, key=key_of(request))
        return Response(shapes.Dossier(filed).data)


class Withdrawal(View):
    """Taking a dossier back."""

    @extend_schema(parameters=[KEY], request=shapes.Reason, responses=shapes.Dossier)
    def post(self, request: Request, dossier_id: UUID) -> Response:
        """Ask to withdraw it."""
        found = selectors.find_dossier(self.actor, dossier_id)
        self.may("dossier.withdraw", found)
        asked = shapes.Reason(data=body_of(request))
        asked.is_valid(raise_exception=True)
        reason = asked.validated_data["reason"]
        after = services.withdraw(actor=self.actor, dossier=found, reason=reason, key=key_of(request))
        return Response(shapes.Dossier(after).data)
