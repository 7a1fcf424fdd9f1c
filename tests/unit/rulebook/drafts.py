"""Drafts for tests: a table changed row by row, as the grid or a workbook would leave it."""

from dataclasses import replace

from portal.platform.clock import now
from portal.rulebook.models import PackDraft
from rules.packs.edit import rules_of, with_rules

TABLE = "unit_cap"


def changed(dmn, change, table=TABLE):
    """The DMN file after `change(rows)`: row id -> RuleText, in order."""
    rows = {row.id: row for row in rules_of(dmn)[table]}
    change(rows)
    return with_rules(dmn, {table: list(rows.values())})


def draft_with(editor, version, change, table=TABLE, tests=b""):
    """An open draft of the editor in which `change` was made."""
    return PackDraft.objects.create(
        key=version.key,
        base=version,
        dmn=changed(bytes(version.dmn), change, table),
        tests=tests,
        author_id=editor.user_id,
        created_at=now(),
        updated_at=now(),
    )


def edit(draft, change, table=TABLE):
    """Change the draft once more."""
    draft.dmn = changed(bytes(draft.dmn), change, table)
    draft.save()
    return draft


def with_inputs(row, *inputs, article=None):
    """The row with other conditions, and perhaps another article."""
    attributes = {**row.attributes, **({"articleVi": article} if article else {})}
    return replace(row, inputs=inputs, attributes=attributes)


def with_outputs(row, *outputs, article=None):
    """The row with other outputs, and perhaps another article."""
    attributes = {**row.attributes, **({"articleVi": article} if article else {})}
    return replace(row, outputs=(*outputs, *row.outputs[len(outputs) :]), attributes=attributes)
