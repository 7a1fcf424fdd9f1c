"""A draft with a table of a thousand rows is judged while its author waits."""

from time import perf_counter

from django.test import Client

from portal.accounts.models import User
from portal.platform.clock import now
from portal.rulebook.judge import judge
from portal.rulebook.library import columns_of
from portal.rulebook.models import PackDraft, PackVersion
from rules.packs import load_pack

ROWS, SECONDS = 1000, 2.0
HEAD = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:hd="urn:haidang:dmn:1" id="d" name="d"
 namespace="urn:haidang:packs:large">"""
COLUMNS = ("line", "kind", "place", "cost_vnd", "units", "year")


def large(rows=ROWS, amount=1000):
    """A UNIQUE table of six columns without gap or overlap in its cost ranges; each row says its own amount."""
    inputs = "".join(
        f'<inputData id="in_{n}" name="{n}"><variable name="{n}" typeRef="{kind(n)}"/></inputData>' for n in COLUMNS
    )
    needs = "".join(
        f'<informationRequirement id="rq_{n}"><requiredInput href="#in_{n}"/></informationRequirement>' for n in COLUMNS
    )
    heads = "".join(
        f'<input id="c_{n}" label="{n}"><inputExpression typeRef="{kind(n)}"><text>{n}</text></inputExpression></input>'
        for n in COLUMNS
    )
    body = "".join(row(n, amount) for n in range(rows))
    return (
        f'{HEAD}{inputs}<decision id="level" name="level"><variable name="level"/>{needs}'
        f'<decisionTable id="t" hitPolicy="UNIQUE">{heads}<output id="o" name="grant_vnd" typeRef="number"/>{body}'
        "</decisionTable></decision></definitions>"
    ).encode()


def kind(name):
    return "number" if name in {"cost_vnd", "units", "year"} else "string"


def row(number, amount):
    low = number // 10 * 1000
    cells = [
        f'"L{number % 10}"',
        "-",
        "-",
        f"[{low}..{low + 1000})",
        ">= 1" if number % 2 else "-",
        "[2021..2030]" if number % 3 else "-",
    ]
    entries = "".join(
        f"<inputEntry id='r{number}_i{n}'><text>{escaped(c)}</text></inputEntry>" for n, c in enumerate(cells)
    )
    law = 'hd:articleVi="QUYẾT ĐỊNH MẪU số 00/QĐ-MẪU (không có thật), Điều 3" hd:confidence="ILLUSTRATIVE"'
    output = f'<outputEntry id="r{number}_o"><text>{amount + number}</text></outputEntry>'
    return f'<rule id="r{number}" {law}>{entries}{output}</rule>'


def escaped(text):
    return text.replace(">", "&gt;").replace("<", "&lt;")


def test_a_thousand_rows_are_judged_in_time(editor, cap):
    manifest = bytes(cap.manifest).decode().replace("domestic-cap", "large").encode()
    dmn = large()
    base = PackVersion.objects.create(
        key="large",
        version="1",
        dmn=dmn,
        manifest=manifest,
        tests=b"",
        published_at=now(),
        **columns_of(load_pack(dmn, manifest, b"")),
    )
    draft = PackDraft.objects.create(
        key="large",
        base=base,
        dmn=large(amount=2000),
        tests=b"",
        author_id=editor.user_id,
        created_at=now(),
        updated_at=now(),
    )
    started = perf_counter()
    judgement = judge(draft)
    first = perf_counter() - started
    client = Client()
    client.force_login(User.objects.get(pk=editor.user_id))
    started = perf_counter()
    page = client.get(f"/quy-tac/ban-soan/{draft.pk}")
    again = perf_counter() - started

    print(f"judged first in {first:.2f} s, page in {again:.2f} s")  # noqa: T201 - the figure is what one asks for
    assert len(judgement.changes) == ROWS
    assert page.status_code == 200
    assert again < SECONDS
