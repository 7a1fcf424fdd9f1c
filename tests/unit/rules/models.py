"""Small DMN models of other tools, read leniently: elements from a few words."""

from datetime import UTC, datetime

from rules.evaluate import decide
from rules.feel.functions.conversion import text_of
from rules.packs import load_pack
from tests.unit.rules.build import MANIFEST

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(kind):
    return f' typeRef="{escaped(kind)}"' if kind else ""


def text(tag, said):
    return f"<{tag}><text>{escaped(said)}</text></{tag}>" if said else ""


def literal(said, kind=""):
    return f"<literalExpression{typed(kind)}><text>{escaped(said)}</text></literalExpression>"


def needs(*names):
    """Requirements: `x` an input, `=a` a decision, `f()` knowledge; `urn:o#a` in an imported model."""
    parts = []
    for name in names:
        kind = "Knowledge" if name.endswith("()") else "Decision" if name.startswith("=") else "Input"
        target = name.strip("=()")
        href = target if "#" in target else f"#{target}"
        tag = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
        parts.append(f"<{tag}><required{kind} href='{href}'/></{tag}>")
    return "".join(parts)


def given(name, kind=""):
    return f"<inputData id='{name}' name='{name}'><variable name='{name}'{typed(kind)}/></inputData>"


def decision(logic, kind="", *required, name="d"):
    body = logic if logic.startswith("<") or not logic else literal(logic)
    return (
        f"<decision id='{name}' name='{name}'><variable name='{name}'{typed(kind)}/>{needs(*required)}{body}</decision>"
    )


def knowledge(name, parameters, logic, kind="", *required):
    formal = "".join(f"<formalParameter name='{one}'{typed(of)}/>" for one, of in parameters.items())
    body = logic if logic.startswith("<") else literal(logic)
    return (
        f"<businessKnowledgeModel id='{name}' name='{name}'><variable name='{name}'{typed(kind)}/>"
        f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic>{needs(*required)}</businessKnowledgeModel>"
    )


def item(name, kind, allowed="", *, many=False, constraint=""):
    collection = ' isCollection="true"' if many else ""
    inner = text("allowedValues", allowed) + text("typeConstraint", constraint)
    return f"<itemDefinition name='{name}'{collection}><typeRef>{kind}</typeRef>{inner}</itemDefinition>"


def table(rules, *, policy="UNIQUE", fold="", values="", outputs=("",), allowed="", default="", kind=""):
    """On the input `x`. rules: (cell, value...); allowed: values of the input; values, default: of each output."""
    parts = f"<input><inputExpression><text>x</text></inputExpression>{text('inputValues', allowed)}</input>"
    for place, name in enumerate(outputs):
        named = f' name="{name}"' if name else ""
        own = values[place] if isinstance(values, tuple) else values
        first = default if place == 0 else ""
        inner = text("outputValues", own) + text("defaultOutputEntry", first)
        parts += f"<output{named}{typed(kind)}>{inner}</output>"
    for cell, *results in rules:
        said = "".join(f"<outputEntry><text>{escaped(one)}</text></outputEntry>" for one in results)
        parts += f"<rule><inputEntry><text>{escaped(cell)}</text></inputEntry>{said}</rule>"
    folded = f' aggregation="{fold}"' if fold else ""
    return f'<decisionTable hitPolicy="{policy}"{folded}>{parts}</decisionTable>'


def service(name, outputs, *inputs, kind=""):
    """inputs: `x` input data, `=a` an input decision."""
    parts = "".join(f"<outputDecision href='#{one}'/>" for one in outputs)
    parts += "".join(
        f"<inputDecision href='#{one[1:]}'/>" if one.startswith("=") else f"<inputData href='#{one}'/>"
        for one in inputs
    )
    return f"<decisionService id='{name}' name='{name}'><variable name='{name}'{typed(kind)}/>{parts}</decisionService>"


def imported(name, namespace="urn:o"):
    return f"<import name='{name}' namespace='{namespace}' importType='{DMN}'/>"


def found(body, goal="d", facts=None, other=""):
    """What comes out, as FEEL writes it; `other` is a model with the namespace urn:o."""
    head = f'<definitions xmlns="{DMN}" id="m" name="m" namespace="%s">'
    models = [(head % "urn:o" + other + "</definitions>").encode()] if other else []
    manifest = MANIFEST.format(kind="DEMO").encode()
    pack = load_pack((head % "urn:m" + body + "</definitions>").encode(), manifest, models=models, strict=False)
    return text_of(decide(pack, goal, facts or {}, now=NOW).trace[-1].output, inside=True)
