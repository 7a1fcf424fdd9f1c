"""Taking attachments: size before reading, content before name, a random name on disk, a scan before others open it."""

import hashlib
from pathlib import PurePath
from typing import Protocol
from uuid import UUID

from django.db.models import Sum

from portal.adapters import scanner, storage
from portal.documents.errors import FileNotAccepted
from portal.documents.models import Upload
from portal.documents.sniff import content_type
from portal.platform.clock import now
from portal.platform.errors import Conflict, Unavailable
from portal.platform.text import one_line

MAX_FILE = 20 * 1024 * 1024
MAX_DOSSIER = 100 * 1024 * 1024
NAME_LENGTH = 200
ScanState = Upload.ScanState


class PostedFile(Protocol):
    """A file as Django posts it."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self) -> bytes: ...


def store(*, owner_id: int, dossier_id: UUID, field: str, posted: PostedFile) -> Upload:
    """Keep an attachment of a dossier. Call it outside the transaction of a step: it writes to the disk.

    Raises FileNotAccepted. A scanner that is down lets the file wait, not the person.
    """
    name = clean_name(posted.name or "")
    size = posted.size or 0
    if size > MAX_FILE:
        raise FileNotAccepted("TOO_LARGE", name)
    if size == 0:
        raise FileNotAccepted("EMPTY", name)
    stored = Upload.objects.filter(dossier_id=dossier_id).aggregate(total=Sum("size"))["total"] or 0
    if stored + size > MAX_DOSSIER:
        raise FileNotAccepted("DOSSIER_FULL", name)
    content = posted.read()
    kind = content_type(content, name)
    state = _scan(content)
    if state == ScanState.INFECTED:
        raise FileNotAccepted("INFECTED", name)
    return Upload.objects.create(
        owner_id=owner_id,
        dossier_id=dossier_id,
        field=field,
        file_name=name,
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        storage_name=storage.save([content]),
        scan_state=state,
        created_at=now(),
    )


def content_of(upload: Upload, *, reader_id: int | None) -> bytes:
    """The file for somebody who may see it. Until it is clean only for its owner: Conflict FILE_NOT_SCANNED."""
    if upload.scan_state != ScanState.CLEAN and upload.owner_id != reader_id:
        raise Conflict("FILE_NOT_SCANNED", name=upload.file_name)
    return storage.read(upload.storage_name)


def scan_waiting(limit: int = 50) -> int:
    """Scan what waited for the scanner. Registered as a sweeper. Returns how many files were judged."""
    judged = 0
    for upload in Upload.objects.filter(scan_state=ScanState.WAITING).order_by("created_at")[:limit]:
        state = _scan(storage.read(upload.storage_name))
        if state == ScanState.WAITING:
            break
        judged += Upload.objects.filter(pk=upload.pk, scan_state=ScanState.WAITING).update(scan_state=state)
    return judged


def clean_name(name: str) -> str:
    """The last part of the name in NFC, without control and direction marks, for showing only."""
    bare = PurePath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in one_line(bare) if letter.isprintable())
    return shown[-NAME_LENGTH:] or "tep"


def _scan(content: bytes) -> str:
    try:
        return ScanState.CLEAN if scanner.is_clean(content) else ScanState.INFECTED
    except Unavailable:
        return ScanState.WAITING
