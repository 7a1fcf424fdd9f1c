"""The documents speak of what is there: every link, path and command of theirs exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.setup import cli
from portal.setup.places import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ROOMS = ("engine/", "rules/", "portal/", "workflows/", "tests/", "frontend/", "benchmarks/", "docs/", ".ci/")
MADE_LATER = ("frontend/node_modules", "portal/web/static/build")


def paths_in(text: str) -> Iterator[str]:
    """Backticked paths of the repository, without line parts and placeholders."""
    for quoted in re.findall(r"`([^`\n]+)`", text):
        word = quoted.split()[0]
        if word.startswith(ROOMS) and not word.startswith(MADE_LATER) and not re.search(r"[<>…]|NAME", word):
            yield word.rstrip(",.;:").split("::")[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    missing = [link for link in links if not (document.parent / link).exists()]
    missing += [path for path in paths_in(text) if not any(ROOT.glob(path.rstrip("/")))]
    commands = set(re.findall(r"python3 -m portal ([a-z]+)", text))

    assert missing == []
    assert commands <= set(cli.command_names())


def test_every_decision_says_context_choice_consequences_and_what_would_change_it() -> None:
    for decision in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        headings = re.findall(r"^## (.+)$", decision.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "What would change our mind"], decision.name
