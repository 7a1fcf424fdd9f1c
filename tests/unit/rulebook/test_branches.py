"""Each answer of a decision needs a branch in the procedures that use it."""

import pytest

from engine.bpmn.definition import read_definition
from portal.rulebook.compiled import pack_of
from portal.rulebook.gates.answers import answers
from portal.rulebook.gates.branches import Procedure, branch_findings, procedures
from portal.rulebook.gates.conditions import holds, literals, parsed
from portal.rulebook.gates.finding import Code, Weight
from portal.rulebook.gates.tables import analyses
from portal.rulebook.models import PackVersion
from rules.feel import Text
from rules.packs import load_pack
from tests.unit.rulebook.drafts import draft_with, with_outputs

VARIABLES = frozenset({"cap", "F_SIGN"})


def flow(number, condition=None):
    inner = f"<bpmn:conditionExpression>= {condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="F{number}" sourceRef="Gw" targetRef="E{number}">{inner}</bpmn:sequenceFlow>'


def diagram(*conditions, default=False, decision="unit_cap"):
    """A process that asks the cap and chooses by the conditions; the last flow is the default where there is one."""
    flows = [flow(n, c) for n, c in enumerate(conditions)] + ([flow(len(conditions))] if default else [])
    ends = "".join(f'<bpmn:endEvent id="E{n}" />' for n in range(len(flows)))
    mark = f' default="F{len(conditions)}"' if default else ""
    return read_definition(
        f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:hd="urn:haidang:bpmn:1">
        <bpmn:process id="T1" isExecutable="true">
        <bpmn:startEvent id="S" /><bpmn:sequenceFlow id="A" sourceRef="S" targetRef="R" />
        <bpmn:businessRuleTask id="R" name="Hỏi mức" hd:pack="domestic-cap" hd:decision="{decision}"
          hd:resultVariable="cap" /><bpmn:sequenceFlow id="B" sourceRef="R" targetRef="Gw" />
        <bpmn:exclusiveGateway id="Gw" name="Tính trên?"{mark} />{ends}{"".join(flows)}
        </bpmn:process></bpmn:definitions>""".encode()
    )


def used_by(*conditions, serves=True, **more):
    return [Procedure(Text("Quy trình T1", "Procedure T1"), diagram(*conditions, **more), serves=serves)]


@pytest.fixture
def pack(cap):
    return pack_of(cap.pk)


@pytest.fixture
def other(editor, cap):
    """The pack after one of its levels is counted per dossier, a value that was never given before."""

    def change(rows):
        rows["MAU-3"] = with_outputs(rows["MAU-3"], "1", '"DOSSIER"')

    return load_pack(bytes(draft_with(editor, cap, change).dmn), bytes(cap.manifest), b"")


BOTH = ('cap.per = "APPLICATION"', 'cap.per = "TITLE" or cap.per = null')


def found(before, after, users):
    return [(one.code, one.weight) for one in branch_findings(before, after, users)]


def test_a_new_value_without_a_branch_blocks_and_names_process_gateway_and_value(pack, other):
    (one,) = branch_findings(pack, other, used_by(*BOTH))

    assert (one.code, one.weight, one.decision) == (Code.NO_BRANCH, Weight.BLOCKS, "unit_cap")
    for part in ("Quy trình T1", "Tính trên?", "cap.per", '"DOSSIER"'):
        assert part in one.text.vi


@pytest.mark.parametrize(
    "conditions",
    [
        (*BOTH, 'cap.per = "DOSSIER"'),
        (*BOTH, 'cap.per in ("DOSSIER", "OTHER")'),
        (*BOTH, 'not(cap.per in ("APPLICATION", "TITLE"))'),
        (*BOTH, 'starts with(cap.per, "DOS")'),
    ],
)
def test_a_branch_mends_it(pack, other, conditions):
    assert not any(one.blocks for one in branch_findings(pack, other, used_by(*conditions)))


def test_a_default_branch_takes_everything(pack, other):
    assert found(pack, other, used_by('cap.per = "APPLICATION"', default=True)) == []


def test_what_the_version_in_force_lacks_too_is_known(pack, other):
    assert (Code.NO_BRANCH, Weight.KNOWN) in found(
        pack, other, used_by('cap.per = "APPLICATION"', 'cap.per = "DOSSIER"')
    )


def test_a_procedure_that_is_being_drawn_only_warns(pack, other):
    assert found(pack, other, used_by(*BOTH, serves=False)) == [(Code.NO_BRANCH, Weight.WARNS)]


def test_a_branch_that_waits_for_a_value_that_no_row_gives_warns(pack, other):
    users = used_by(*BOTH, 'cap.per = "DOSSIER"')

    assert found(other, pack, users) == [(Code.NEVER_GIVEN, Weight.WARNS)]


def test_what_depends_on_another_variable_is_said_to_be_undecided(pack, other):
    users = used_by(*BOTH, 'cap.per = "DOSSIER" and F_SIGN.outcome = "APPROVE"')

    assert found(pack, other, users) == [(Code.BRANCH_UNDECIDED, Weight.WARNS)]


def test_a_decision_that_is_gone_blocks(pack):
    gone = load_pack_without(pack)

    assert found(pack, gone, used_by("cap.status = 1", decision="grant", default=True)) == [
        (Code.NO_BRANCH, Weight.BLOCKS)
    ]


def load_pack_without(pack):
    from dataclasses import replace

    return replace(pack, sha256="0" * 64, decisions={"unit_cap": pack.decisions["unit_cap"]})


def test_a_procedure_that_asks_another_pack_is_not_concerned(cap, db):
    eligibility = pack_of(PackVersion.objects.get(key="domestic-eligibility").pk)

    assert branch_findings(eligibility, eligibility, used_by('cap.per = "X"')) == []


def test_the_answers_of_the_shipped_decisions(cap):
    def of(key, name, kind="REFERENCE"):
        found = pack_of(PackVersion.objects.get(key=key, kind=kind).pk)
        return answers(found, name, analyses(found))

    assert of("domestic-eligibility", "eligibility")["eligible"] == {"YES", "NO", "MANUAL"}
    grant = of("domestic-cap", "grant", "CITY_DECISION")
    assert grant["status"] == {"NO_LEGAL_BASIS", "MISSING_FACTS", "OK"}
    assert grant["decision_allowed"] == {True, False}
    assert grant["grant_vnd"] is None
    assert grant["per"] == {"APPLICATION", "TITLE", None}
    assert of("domestic-cap", "grant")["decision_allowed"] == {False}


def test_the_shipped_procedures_have_a_branch_for_every_answer_of_the_shipped_packs(cap, db):
    from portal.config.first_filling import fill

    fill()
    assert procedures()
    for version in PackVersion.objects.all():
        pack = pack_of(version.pk)
        assert [one.text.vi for one in branch_findings(pack, pack) if one.code is not Code.NEVER_GIVEN] == []


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ('cap.per = "A"', True),
        ('cap.per != "A"', False),
        ('cap.per in ("A", "B")', True),
        ('cap.per = "B" or F_SIGN.outcome = "X"', None),
        ('cap.per = "A" or F_SIGN.outcome = "X"', True),
        ('cap.per = "B" and F_SIGN.outcome = "X"', False),
        ("cap != null", None),
        ('not(cap.per = "B")', True),
        ('not(F_SIGN.outcome = "B")', None),
        ("cap.per > 3", False),
        ('cap.other = "A"', None),
    ],
)
def test_a_condition_for_one_value(condition, answer):
    assert holds(parsed(condition, VARIABLES), "cap", "per", "A") is answer


@pytest.mark.parametrize("condition", ["cap.per =", "((((", "\x00", "__import__('os')"])
def test_a_condition_that_cannot_be_read_is_undecided(condition):
    node = parsed(condition, VARIABLES)
    assert node is None or holds(node, "cap", "per", "A") is not True


def test_the_literals_of_a_condition():
    node = parsed('cap.per = "A" or (cap.per in ("B", "C") and "D" = cap.per) or cap.other = "E"', VARIABLES)
    assert set(literals(node, "cap", "per")) == {"A", "B", "C", "D"}
