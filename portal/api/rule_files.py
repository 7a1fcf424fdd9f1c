"""Rule packs as DMN files for programs: a version out, an edited file in as a draft."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import shapes
from portal.api.base import View
from portal.rulebook import selectors, services
from portal.rulebook.dmn_files import MEDIA_TYPE
from rules.packs import PackError
from rules.packs.xml import MAX_BYTES


class PackFile(View):
    """A version of a pack as a file."""

    @extend_schema(responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY})
    def get(self, request: Request, version_id: UUID) -> HttpResponse:
        """The DMN 1.5 file, with our attributes, a diagram and the mark of its version."""
        name, content = selectors.export_dmn(self.actor, version_id)
        response = HttpResponse(content, content_type=MEDIA_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class DraftFromFile(View):
    """Drafts that come as files."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        request={
            "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        },
        responses={201: shapes.DraftMade, 422: shapes.FileProblem(many=True)},
    )
    def post(self, request: Request, key: str) -> Response:
        """The rules of an edited DMN file as a draft; 422 lists every problem by element and line."""
        selectors.versions_of(self.actor, key)
        self.may("pack_version.draft")
        file = request.FILES.get("file")
        if file is None:
            raise exceptions.ValidationError({"file": ["required"]})
        content = file.read(MAX_BYTES + 1)  # what is longer is refused unread
        try:
            draft = services.import_dmn(actor=self.actor, key=key, content=content, file_name=file.name or "")
        except PackError as refusal:
            return Response(shapes.FileProblem(refusal.problems, many=True).data, status=422)
        return Response(shapes.DraftMade(draft).data, status=201)
