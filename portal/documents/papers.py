"""Issuing papers: numbered and frozen in the step, printed to PDF by an effect after commit."""

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import segno
import typst
from django.conf import settings

from engine.effects.registry import OperationContext, effect
from portal.adapters import storage
from portal.documents.catalogue import folder, kinds, template_sha
from portal.documents.models import Paper
from portal.platform.clock import local, now
from portal.platform.numbers import next_number

PRINT_EFFECT = "paper.print"
Enqueue = Callable[[str, Mapping[str, Any], str], None]


def issue_paper(
    *,
    template: str,
    dossier_code: str,
    data: Mapping[str, object],
    issued_by: str,
    key: str,
    enqueue: Enqueue,
    is_sample: bool = False,
) -> Paper:
    """Give a paper its number, freeze its data and have it printed. Part of the caller's step.

    template  code of `papers.toml`
    data      what the template shows: text, whole numbers, dates, lists and mappings of these
    key       one per paper: the second call returns the first paper
    """
    if earlier := Paper.objects.filter(key=key).first():
        return earlier
    kind, moment = kinds()[template], now()
    year = local(moment).year
    paper = Paper.objects.create(
        number=f"{next_number(f'paper:{kind.suffix}:{year}'):04d}/{year}/{kind.suffix}",
        template=template,
        template_sha=template_sha(template),
        dossier_code=dossier_code,
        data=plain(data),
        issued_by=issued_by,
        issued_at=moment,
        key=key,
        is_sample=is_sample,
    )
    enqueue(PRINT_EFFECT, {"paper_id": str(paper.pk)}, f"print:{paper.pk}")
    return paper


@effect(PRINT_EFFECT)
def print_paper(ctx: OperationContext, *, paper_id: str) -> None:
    """Print a paper once. A second run finds it printed and does nothing."""
    paper = Paper.objects.get(pk=UUID(paper_id))
    if paper.storage_name:
        return
    pdf = render(paper)
    name = storage.save([pdf])
    Paper.objects.filter(pk=paper.pk, storage_name="").update(
        storage_name=name, sha256=hashlib.sha256(pdf).hexdigest(), printed_at=now()
    )


def content_of(paper: Paper) -> bytes:
    """The PDF: as it was printed, or printed here and now when the worker has not come to it yet."""
    return storage.read(paper.storage_name) if paper.storage_name else render(paper)


def render(paper: Paper) -> bytes:
    """The paper as tagged PDF, from its template and frozen data alone."""
    kind = kinds()[paper.template]
    shown = {
        **paper.data,
        "number": paper.number,
        "title": kind.title_vi,
        "draft": kind.draft,
        "is_sample": paper.is_sample,
        "qr_svg": _qr(f"{settings.PUBLIC_URL}/tra-cuu/{paper.data['lookup_code']}"),
    }
    return typst.compile(
        str(folder() / f"{paper.template}.typ"),
        root=str(folder()),
        font_paths=[str(Path(settings.PAPER_FONTS_DIR))],
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
    )


def plain(value: object) -> Any:
    """The value in JSON: days as ISO text, whole decimals as numbers. Raises TypeError for what no paper can show."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    raise TypeError(f"a paper cannot show a {type(value).__name__}")


def _qr(address: str) -> str:
    target = io.BytesIO()
    segno.make(address, error="m").save(target, kind="svg", scale=4, border=1)
    return target.getvalue().decode()
