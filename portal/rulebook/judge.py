"""What stands between a draft and its publication, and what it would change."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from portal.rulebook.compiled import pack_of
from portal.rulebook.models import PackDraft
from rules.evaluate.check import FailedExample, run_pack_tests
from rules.feel import Text
from rules.packs import Confidence, Pack, PackKind, Table, load_pack
from rules.packs.changes import RuleChange, changes
from rules.packs.manifest import Manifest
from rules.packs.model import Instrument
from rules.packs.write import write_manifest

AS_LAW = frozenset({Confidence.SEED, Confidence.VERIFIED})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why a draft may not be published yet, at one row of a table."""

    decision: str
    row_id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Judgement:
    """A draft as the version that it would become."""

    pack: Pack
    changes: tuple[RuleChange, ...]
    failed: tuple[FailedExample, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def may_be_published(self) -> bool:
        """Whether nothing stands in the way but a second person."""
        return bool(self.changes) and not self.failed and not self.obstacles


def judge(draft: PackDraft, *, version: str = "") -> Judgement:
    """Read a draft as the version that it would become. Raises PackError for tables that cannot be read."""
    before = pack_of(draft.base_id)
    after = load_pack(bytes(draft.dmn), manifest_of(draft, before, version or "draft"), bytes(draft.tests))
    found = tuple(changes(before, after))
    return Judgement(after, found, tuple(run_pack_tests(after)), tuple(_obstacles(draft, after, found)))


def manifest_of(draft: PackDraft, base: Pack, version: str) -> bytes:
    """The manifest of the version that a draft becomes. Where sample data is loaded every instrument is invented."""
    title = base.title
    instruments = base.instruments
    if draft.instrument_no:
        title = Text(draft.instrument_title)
        instrument = Instrument(draft.instrument_no, title, draft.issuer, draft.issued_on, settings.SAMPLE_DATA)
        instruments = (instrument, *(old for old in base.instruments if old.number != draft.instrument_no))
    return write_manifest(
        Manifest(
            key=base.key,
            version=version,
            kind=PackKind(draft.kind),
            sample=settings.SAMPLE_DATA,
            title=title,
            territory=base.territory,
            valid_from=draft.valid_from or base.valid_from,
            valid_to=draft.valid_to,
            instruments=instruments,
        )
    )


def _obstacles(draft: PackDraft, pack: Pack, found: tuple[RuleChange, ...]) -> list[Obstacle]:
    """A city decision is law: each row names its article, new figures those of the new instrument, none is a guess."""
    if pack.kind is not PackKind.CITY_DECISION:
        return []
    obstacles = [
        Obstacle(change.decision, change.row_id, _other_instrument(draft.instrument_no))
        for change in found
        if draft.instrument_no and change.needs_basis and draft.instrument_no not in change.article.vi
    ]
    for name, decision in pack.decisions.items():
        for row in decision.logic.rows if isinstance(decision.logic, Table) else ():
            if not row.article.vi:
                obstacles.append(Obstacle(name, row.id, NO_ARTICLE))
            elif row.confidence not in AS_LAW and not pack.sample:
                obstacles.append(Obstacle(name, row.id, NOT_VERIFIED))
    return obstacles


NO_ARTICLE = Text("Dòng chưa nêu căn cứ.", "The row names no legal basis.")
NOT_VERIFIED = Text(
    "Số liệu chưa được kiểm chứng. Chỉ dòng có độ tin cậy SEED hoặc VERIFIED được ban hành như quy định.",
    "An unverified figure. Only rows of confidence SEED or VERIFIED may be published as law.",
)


def _other_instrument(number: str) -> Text:
    return Text(
        f"Nội dung đã thay đổi nhưng căn cứ chưa nêu văn bản {number}.",
        f"The content has changed, but the legal basis does not name {number}.",
    )


def dates_in_order(issued_on: date, valid_from: date, valid_to: date | None) -> bool:
    """An instrument takes effect no earlier than it is issued, and ends no earlier than it begins."""
    return issued_on <= valid_from and (valid_to is None or valid_from <= valid_to)
