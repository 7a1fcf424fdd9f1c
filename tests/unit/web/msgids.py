"""Every text that the portal's own code and templates offer for translation."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

CALLS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"})


def all_msgids() -> dict[str, str]:
    """msgid -> a file in which it stands."""
    found: dict[str, str] = {}
    base = Path(settings.BASE_DIR)
    for path in sorted(base.glob("portal/**/*.py")):
        found |= dict.fromkeys(_of_python(path), str(path.relative_to(base)))
    folder = base / "portal" / "web" / "templates"
    for path in sorted(folder.rglob("*.html")):
        found |= dict.fromkeys(_of_template(str(path.relative_to(folder))), str(path.relative_to(base)))
    return found


def _of_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            wanted = node.args[:2] if node.func.id.startswith("n") else node.args[:1]
            yield from (arg.value for arg in wanted if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _of_template(name: str) -> Iterator[str]:
    template = engines["django"].engine.get_template(name)
    for node in _nodes(template.nodelist):
        if isinstance(node, TranslateNode):
            literal = node.filter_expression.var
            yield literal if isinstance(literal, str) else str(literal.literal)
        elif isinstance(node, BlockTranslateNode):
            for tokens in filter(None, (node.singular, node.plural)):
                text, _names = node.render_token_list(tokens)
                yield trim_whitespace(text) if node.trimmed else text


def _nodes(nodelist: object) -> Iterator[Node]:
    for node in nodelist:
        yield from node.get_nodes_by_type(Node)
