"""Rule packs as files for programs, DMN and Excel: a version out, an edited file in as a draft."""

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
from portal.rulebook.sheets import WorkbookRefused
from rules.packs import PackError

LONGEST = 6_000_000  # bytes that are read of a file: more than any reader accepts, so nothing is cut short unseen
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = {"multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}}


class PackFile(View):
    """A version of a pack as a file."""

    @extend_schema(responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY})
    def get(self, request: Request, version_id: UUID) -> HttpResponse:
        """The DMN 1.5 file, with our attributes, a diagram and the mark of its version."""
        name, content = selectors.export_dmn(self.actor, version_id)
        response = HttpResponse(content, content_type=MEDIA_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class PackWorkbook(View):
    """A version of a pack as an Excel workbook."""

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, version_id: UUID) -> HttpResponse:
        """One sheet a table, the examples, and a protected sheet that says where it comes from."""
        name, content = selectors.export(self.actor, version_id)
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class DraftFromFile(View):
    """Drafts that come as DMN files."""

    parser_classes = [MultiPartParser]

    @extend_schema(request=FORM, responses={201: shapes.DraftMade, 422: shapes.FileProblem(many=True)})
    def post(self, request: Request, key: str) -> Response:
        """The rules of an edited DMN file as a draft; 422 lists every problem by element and line."""
        self._may_send(key)
        name, content = _file(request)
        try:
            draft = services.import_dmn(actor=self.actor, key=key, content=content, file_name=name)
        except PackError as refusal:
            return Response(shapes.FileProblem(refusal.problems, many=True).data, status=422)
        return Response(shapes.DraftMade(draft).data, status=201)

    def _may_send(self, key: str) -> None:
        selectors.versions_of(self.actor, key)
        self.may("pack_version.draft")


class DraftFromWorkbook(DraftFromFile):
    """Drafts that come as Excel workbooks."""

    @extend_schema(request=FORM, responses={201: shapes.DraftMade, 422: shapes.CellProblem(many=True)})
    def post(self, request: Request, key: str) -> Response:
        """An edited workbook as a draft; 422 lists every problem by sheet and cell."""
        self._may_send(key)
        name, content = _file(request)
        try:
            draft = services.import_workbook(actor=self.actor, key=key, content=content, file_name=name)
        except WorkbookRefused as refusal:
            return Response(shapes.CellProblem(refusal.problems, many=True).data, status=422)
        return Response(shapes.DraftMade(draft).data, status=201)


def _file(request: Request) -> tuple[str, bytes]:
    """Name and contents of the file of a request; what is longer than any file of ours is refused unread."""
    file = request.FILES.get("file")
    if file is None:
        raise exceptions.ValidationError({"file": ["required"]})
    return file.name or "", file.read(LONGEST)
