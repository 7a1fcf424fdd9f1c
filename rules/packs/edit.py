"""New contents for the rules of decision tables, written into the DMN file that they came from.

All that is not a rule stays as its author wrote it: names, comments, expressions, diagrams.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from rules.packs.elements import OURS, child, children
from rules.packs.xml import parse


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule as text: FEEL of each input and output cell in the order of the columns, and our own attributes."""

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)


def rules_of(dmn: bytes) -> dict[str, tuple[RuleText, ...]]:
    """Decision name -> rules of its table, as written. Raises PackError for unsafe XML."""
    return {
        str(decision.get("name")): tuple(_read(rule) for rule in children(table, "rule"))
        for decision, table in _tables(parse(dmn))
    }


def with_rules(dmn: bytes, tables: Mapping[str, Sequence[RuleText]]) -> bytes:
    """The file with exactly these rules, in this order, in the named decisions' tables.

    Decisions that are not named keep their rules. The same rules give the same bytes back.
    Raises PackError for unsafe XML, KeyError for a decision that has no table.
    """
    now = rules_of(dmn)
    changed = {name: rules for name, rules in tables.items() if tuple(rules) != now[name]}
    if not changed:
        return dmn
    root = parse(dmn)
    for decision, table in _tables(root):
        if str(decision.get("name")) in changed:
            _replace(table, changed[str(decision.get("name"))])
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _replace(table: etree._Element, rules: Sequence[RuleText]) -> None:
    space = etree.QName(table).namespace
    earlier = {str(rule.get("id")): rule for rule in children(table, "rule")}
    for node in earlier.values():
        table.remove(node)
    for rule in rules:
        node = earlier[rule.id] if rule.id in earlier else _new(rule.id, str(space))
        if _read(node) != rule:
            _write(node, rule, str(space))
        table.append(node)


def _new(rule_id: str, space: str) -> etree._Element:
    node = etree.Element(f"{{{space}}}rule", {"id": rule_id})
    node.tail = "\n"
    return node


def _write(node: etree._Element, rule: RuleText, space: str) -> None:
    for name in [name for name in node.attrib if str(name).startswith(f"{{{OURS}}}")]:
        del node.attrib[name]
    for name, value in rule.attributes.items():
        node.set(f"{{{OURS}}}{name}", value)
    for kind, texts, letter in (("inputEntry", rule.inputs, "i"), ("outputEntry", rule.outputs, "o")):
        entries = list(children(node, kind))
        for place, text in enumerate(texts, start=1):
            entry = (
                entries[place - 1] if place <= len(entries) else _entry(node, space, kind, f"{rule.id}_{letter}{place}")
            )
            _text_node(entry, space).text = text


def _entry(node: etree._Element, space: str, kind: str, id_: str) -> etree._Element:
    return etree.SubElement(node, f"{{{space}}}{kind}", {"id": id_})


def _text_node(entry: etree._Element, space: str) -> etree._Element:
    found = child(entry, "text")
    return found if found is not None else etree.SubElement(entry, f"{{{space}}}text")


def _read(rule: etree._Element) -> RuleText:
    own = {
        etree.QName(str(name)).localname: str(value)
        for name, value in rule.attrib.items()
        if str(name).startswith(f"{{{OURS}}}")
    }
    return RuleText(
        str(rule.get("id") or ""), _texts(rule, "inputEntry", "-"), _texts(rule, "outputEntry", "null"), own
    )


def _texts(rule: etree._Element, kind: str, empty: str) -> tuple[str, ...]:
    found = (child(entry, "text") for entry in children(rule, kind))
    return tuple((node.text or "").strip() or empty if node is not None else empty for node in found)


def _tables(root: etree._Element) -> list[tuple[etree._Element, etree._Element]]:
    pairs = [(decision, child(decision, "decisionTable")) for decision in children(root, "decision")]
    return [(decision, table) for decision, table in pairs if table is not None]
