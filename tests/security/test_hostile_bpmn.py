"""Hostile diagrams are refused with a clear finding, quickly, whatever they try."""

from __future__ import annotations

import time

import pytest

from engine.bpmn.findings import has_errors
from engine.bpmn.verify import check
from tests.unit.engine.diagrams import CATALOGUE, CHECK_TASK, diagram

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(9))
    + b"]><l>&j;</l>"
)
QUADRATIC = b'<!DOCTYPE l [<!ENTITY a "' + b"x" * 100_000 + b'">]><l>' + b"&a;" * 10_000 + b"</l>"
EXTERNAL = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'
REMOTE_DTD = b'<!DOCTYPE l SYSTEM "http://169.254.169.254/latest/meta-data/"><l/>'
PARAMETER = b'<!DOCTYPE l [<!ENTITY % p SYSTEM "file:///dev/random"> %p;]><l/>'


def refused_quickly(xml: bytes, seconds: float = 1.0) -> set[str]:
    started = time.process_time()
    findings = check(xml, CATALOGUE)
    took = time.process_time() - started

    assert has_errors(findings)
    assert all(f.text.vi and f.text.en for f in findings)
    assert took < seconds, f"{took:.2f} s"
    return {f.code for f in findings}


@pytest.mark.parametrize("bomb", [BILLION_LAUGHS, QUADRATIC, EXTERNAL, REMOTE_DTD, PARAMETER])
def test_entities_and_dtds_are_refused_unread(bomb: bytes) -> None:
    assert refused_quickly(bomb) == {"xml.dtd"}


def test_a_bomb_in_utf_16_is_refused_too() -> None:
    bomb = BILLION_LAUGHS.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")

    assert refused_quickly(bomb) == {"xml.dtd"}


def test_xinclude_and_stylesheets_are_not_followed() -> None:
    xml = diagram('<startEvent id="S"/><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
                  '<endEvent id="E"/>', "S > E")  # fmt: skip
    findings = check(xml.replace(b"?>", b'?><?xml-stylesheet href="http://x/"?>', 1), CATALOGUE)

    assert not any("root:" in f.text.en for f in findings)


def test_fifty_thousand_elements_are_refused() -> None:
    body = '<startEvent id="S"/>' + "".join(f'<scriptTask id="T{i}"/>' for i in range(50_000))

    assert refused_quickly(diagram(body)) == {"xml.too_many_elements"}


def test_a_file_of_many_processes_is_refused_quickly() -> None:
    many = "".join(
        f'<bpmn:process id="Q{i}" isExecutable="true"><bpmn:task id="T{i}"/></bpmn:process>' for i in range(4000)
    )
    xml = diagram('<startEvent id="S"/>').replace(b"</bpmn:definitions>", many.encode() + b"</bpmn:definitions>")

    assert "process.many" in refused_quickly(xml, 3.0)


def test_deep_nesting_is_refused() -> None:
    assert refused_quickly(diagram('<subProcess id="a">' * 5_000 + "</subProcess>" * 5_000)) == {"xml.too_deep"}
    assert refused_quickly(b"<a>" * 1_000_000) == {"xml.too_deep"}


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<a " + b" ".join(b'x%d="1"' % i for i in range(5_000)) + b"/>", "xml.attribute_too_big"),
        (b'<a x="' + b"y" * 1_000_000 + b'"/>', "xml.attribute_too_big"),
        (b"<a>" + b"y" * 3_000_000 + b"</a>", "xml.text_too_long"),
        (b"<a>" + b"y" * 8_000_000 + b"</a>", "xml.too_big"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "xml.encoding"),
        (b'<?xml version="1.0" encoding="cp037"?><a/>', "xml.encoding"),
        (b"\x00" * 1000, "xml.not_well_formed"),
        (b"PK\x03\x04" + b"\x00" * 100, "xml.not_well_formed"),
    ],
)
def test_sizes_and_encodings_are_bounded(xml: bytes, code: str) -> None:
    assert refused_quickly(xml) == {code}


def test_the_largest_file_the_limits_allow_is_checked_in_time() -> None:
    count = 4_900
    body = '<startEvent id="S"/><endEvent id="E"/>' + "".join(f'<scriptTask id="T{i}"/>' for i in range(count))
    flows = "S > T0\n" + "\n".join(f"T{i} > T{i + 1}" for i in range(count - 1)) + f"\nT{count - 1} > T0"

    assert "loop.endless" in refused_quickly(diagram(body, flows), seconds=5.0)


def test_many_parallel_choices_do_not_explode() -> None:
    parts, flows = (
        ['<startEvent id="S"/><parallelGateway id="P"/><parallelGateway id="J"/><endEvent id="E"/>'],
        ["S > P"],
    )
    for i in range(14):
        parts.append(f'<exclusiveGateway id="G{i}" default="F_G{i}_A{i}"/><scriptTask id="A{i}"/>'
                     f'<scriptTask id="B{i}"/>'
                     f'<exclusiveGateway id="M{i}"/>')  # fmt: skip
        flows += [
            f"P > G{i}",
            f"G{i} > A{i}",
            f"G{i} > B{i} : applicant = null",
            f"A{i} > M{i}",
            f"B{i} > M{i}",
            f"M{i} > J",
        ]

    started = time.process_time()
    findings = check(diagram("".join(parts), "\n".join([*flows, "J > E"])), CATALOGUE)

    assert not has_errors(findings)
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    "condition",
    [
        "__import__('os').system('touch /tmp/owned')",
        "().__class__.__bases__[0].__subclasses__()",
        "open('/etc/passwd').read()",
        "[x for x in (1).__class__.__base__.__subclasses__()]",
        "exec('import os')",
        "F_CHECK.__init__.__globals__",
        "{{ 7*7 }}",
        "${jndi:ldap://x}",
        "1 if True else 2",
        "(" * 5_000 + "1" + ")" * 5_000,
        "1" + " + 1" * 20_000,
    ],
)
def test_code_in_a_condition_is_refused_because_it_is_not_feel(condition: str) -> None:
    refused_quickly(
        diagram(
            f'<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G" default="F_G_E"/><endEvent id="E"/>'
            '<endEvent id="N"/>',
            f"S > Check\nCheck > G\nG > N : {condition}\nG > E",
        )
    )


def test_code_in_a_timer_a_script_and_an_input_is_refused() -> None:
    evil = "__import__('os').system('id')"
    codes = refused_quickly(
        diagram(
            f"""<startEvent id="S"/><scriptTask id="A" scriptFormat="python"><script>x := {evil}</script></scriptTask>
            <intermediateCatchEvent id="T"><timerEventDefinition><timeDuration>{evil}</timeDuration>
            </timerEventDefinition></intermediateCatchEvent>
            <serviceTask id="B" hd:operation="budget.reserve"><extensionElements>
            <hd:input name="amount_vnd" expression="{evil}"/></extensionElements></serviceTask><endEvent id="E"/>""",
            "S > A\nA > T\nT > B\nB > E",
        )
    )

    assert codes >= {"language.not_feel", "feel.hostile_name"}


def test_an_endless_automatic_loop_is_refused() -> None:
    assert "loop.endless" in refused_quickly(
        diagram(
            '<startEvent id="S"/><scriptTask id="A"/><exclusiveGateway id="G" default="F_G_A"/><endEvent id="E"/>',
            "S > A\nA > G\nG > A\nG > E : applicant = null",
        )
    )


def test_a_huge_multi_instance_is_refused() -> None:
    codes = refused_quickly(
        diagram(
            """<startEvent id="S"/><userTask id="A" hd:form="F-CHECK" hd:role="OFFICER">
            <multiInstanceLoopCharacteristics><loopCardinality>1000000000</loopCardinality>
            </multiInstanceLoopCharacteristics></userTask><endEvent id="E"/>""",
            "S > A\nA > E",
        )
    )

    assert "loop.cardinality" in codes


@pytest.mark.parametrize("name", ["__class__", "__proto__", "typename", "constructor"])
def test_ids_and_variables_named_like_internals_are_refused(name: str) -> None:
    as_id = diagram(f'<startEvent id="S"/><scriptTask id="{name}"/><endEvent id="E"/>', f"S > {name}\n{name} > E")
    as_variable = diagram(
        f'<startEvent id="S"/><scriptTask id="A"><script>{name} := 1</script></scriptTask><endEvent id="E"/>',
        "S > A\nA > E",
    )

    assert "name.reserved" in refused_quickly(as_id)
    assert "name.reserved" in refused_quickly(as_variable)


def test_thousands_of_parallel_splits_one_after_the_other_are_looked_at_in_time() -> None:
    count = 900
    body = '<startEvent id="S"/><endEvent id="E"/>' + "".join(
        f'<parallelGateway id="P{i}"/><scriptTask id="A{i}"/><scriptTask id="B{i}"/><scriptTask id="M{i}"/>'
        for i in range(count)
    )
    flows = "S > P0\n" + "\n".join(
        f"P{i} > A{i}\nP{i} > B{i}\nA{i} > M{i}\nB{i} > M{i}\nM{i} > {after}"
        for i in range(count)
        for after in [f"P{i + 1}" if i + 1 < count else "E"]
    )
    started = time.process_time()
    findings = check(diagram(body, flows), CATALOGUE)

    assert time.process_time() - started < 10.0
    assert any(finding.code.endswith("not_decided") for finding in findings)
