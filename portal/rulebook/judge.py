"""What stands between a draft and its publication, and what it would change."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from portal.rulebook.compiled import pack_of
from portal.rulebook.gates.basis import basis_findings
from portal.rulebook.gates.branches import branch_findings
from portal.rulebook.gates.finding import Finding
from portal.rulebook.gates.kept import acceptances_of
from portal.rulebook.gates.tables import table_findings
from portal.rulebook.models import PackDraft
from rules.evaluate.check import FailedExample, run_pack_tests
from rules.feel import Text
from rules.packs import Pack, PackKind, load_pack
from rules.packs.changes import RuleChange, changes
from rules.packs.manifest import Manifest
from rules.packs.model import Instrument
from rules.packs.write import write_manifest


@dataclass(frozen=True, slots=True)
class Judgement:
    """A draft as the version that it would become."""

    pack: Pack
    changes: tuple[RuleChange, ...]
    failed: tuple[FailedExample, ...]
    findings: tuple[Finding, ...]

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        """The findings that stand in the way."""
        return tuple(found for found in self.findings if found.blocks)

    @property
    def may_be_published(self) -> bool:
        """Whether nothing stands in the way but a second person."""
        return bool(self.changes) and not self.failed and not self.obstacles


def judge(draft: PackDraft, *, version: str = "") -> Judgement:
    """Read a draft as the version that it would become. Raises PackError for tables that cannot be read."""
    before = pack_of(draft.base_id)
    after = draft_pack(draft, version)
    found = tuple(changes(before, after))
    findings = (
        *table_findings(before, after, acceptances_of(draft)),
        *basis_findings(after, found, draft.instrument_no),
        *branch_findings(before, after),
    )
    return Judgement(after, found, tuple(run_pack_tests(after)), findings)


def draft_pack(draft: PackDraft, version: str = "") -> Pack:
    """The pack that a draft holds. Raises PackError for tables that cannot be read."""
    manifest = manifest_of(draft, pack_of(draft.base_id), version or "draft")
    return load_pack(bytes(draft.dmn), manifest, bytes(draft.tests))


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


def dates_in_order(issued_on: date, valid_from: date, valid_to: date | None) -> bool:
    """An instrument takes effect no earlier than it is issued, and ends no earlier than it begins."""
    return issued_on <= valid_from and (valid_to is None or valid_from <= valid_to)
