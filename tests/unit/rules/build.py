"""Small packs for tests: a table from a few words, and graphs of decisions."""

from datetime import UTC, datetime

from rules.evaluate import decide
from rules.packs import load_pack

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:hd="urn:haidang:dmn:1" id="d" name="d" '
    'namespace="urn:test"><inputData id="in_x" name="x"><variable name="x"/></inputData>'
    '<inputData id="in_y" name="y"><variable name="y"/></inputData>'
)
MANIFEST = """
key = "trial"
version = "1"
kind = "{kind}"
territory = "Hải Phòng"
valid_from = 2026-01-01
title = {{ vi = "Thử", en = "Trial" }}
"""


def entry(kind, text):
    return f"<{kind}><text>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</text></{kind}>"


def table(
    rows, *, policy="UNIQUE", aggregation="", outputs=("result",), order="", default="", missing="", columns=("x",)
):
    """A decision `t`. rows: (cells..., values...) with an optional dict of our own attributes at the end."""
    body = "".join(f"<input id='c_{name}' label='{name}'>{entry('inputExpression', name)}</input>" for name in columns)
    for name in outputs:
        inner = (entry("outputValues", order) if order else "") + (
            entry("defaultOutputEntry", default) if default else ""
        )
        body += f"<output id='o_{name}' name='{name}'>{inner}</output>"
    for number, row in enumerate(rows, start=1):
        cells = [part for part in row if not isinstance(part, dict)]
        own = next((part for part in row if isinstance(part, dict)), {})
        said = "".join(f" hd:{key}='{value}'" for key, value in own.items())
        body += f"<rule id='R{number}'{said}>"
        body += "".join(entry("inputEntry", cell) for cell in cells[: len(columns)])
        body += "".join(entry("outputEntry", cell) for cell in cells[len(columns) :]) + "</rule>"
    extra = (f" aggregation='{aggregation}'" if aggregation else "") + (f" hd:missing='{missing}'" if missing else "")
    needs = "".join(
        f'<informationRequirement id="r_{name}"><requiredInput href="#in_{name}"/></informationRequirement>'
        for name in columns
    )
    inner = f"<decisionTable id='tt' hitPolicy='{policy}'{extra}>{body}</decisionTable>"
    return f"<decision id='t' name='t'>{needs}{inner}</decision>"


def graph(needs):
    """Literal decisions: each is 1 + the sum of those that it needs."""
    parts = []
    for name, others in needs.items():
        required = "".join(
            f'<informationRequirement id="{name}_{o}"><requiredDecision href="#{o}"/></informationRequirement>'
            for o in others
        )
        text = " + ".join(["1", *others])
        parts.append(literal(name, text, required))
    return "".join(parts)


def literal(name, text, required=""):
    """A decision that is one expression."""
    logic = f"<literalExpression><text>{text}</text></literalExpression>"
    return f"<decision id='{name}' name='{name}'>{required}{logic}</decision>"


def pack(body, *, kind="REFERENCE"):
    return load_pack(f"{HEAD}{body}</definitions>".encode(), MANIFEST.format(kind=kind).encode())


def result(body, goal="t", **facts):
    """The whole result of a decision."""
    return decide(pack(body), goal, facts, now=NOW)


def value(body, goal="t", **facts):
    """The one output of a decision."""
    outputs = result(body, goal, **facts).outputs
    return outputs.get(goal, outputs)
