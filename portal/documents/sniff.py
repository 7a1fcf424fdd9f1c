"""What a file is, by its content alone (check V-FILE). Names and headers that visitors send are not believed."""

import io
import zipfile
from collections.abc import Mapping

from portal.documents.errors import FileNotAccepted

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}
MAGIC: Mapping[bytes, str] = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
ZIP_MAGIC = b"PK\x03\x04"
OFFICE_PARTS: Mapping[str, str] = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
MACRO_PART = "vbaproject.bin"
MAX_PARTS = 2000
MAX_UNPACKED = 200 * 1024 * 1024


def content_type(content: bytes, file_name: str) -> str:
    """The type of a file on the allow-list.

    Raises FileNotAccepted: KIND for anything else, or a name that says something else; MACRO; UNPACKS_TOO_LARGE.
    """
    kind = _by_content(content, file_name)
    if kind is None or not file_name.lower().endswith(EXTENSIONS[kind]):
        raise FileNotAccepted("KIND", file_name)
    return kind


def _by_content(content: bytes, file_name: str) -> str | None:
    for magic, kind in MAGIC.items():
        if content.startswith(magic):
            return kind
    return _office(content, file_name) if content.startswith(ZIP_MAGIC) else None


def _office(content: bytes, file_name: str) -> str | None:
    """Reads the directory of the archive, never a part of it."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        return None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise FileNotAccepted("UNPACKS_TOO_LARGE", file_name)
    names = {part.filename.lower() for part in parts}
    if any(name.endswith(MACRO_PART) for name in names):
        raise FileNotAccepted("MACRO", file_name)
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)
