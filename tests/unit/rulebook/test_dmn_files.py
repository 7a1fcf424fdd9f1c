"""DMN files of a pack out and in: lossless, read rightly, or refused by element and line. Never a wrong rule."""

import unicodedata
from collections import Counter
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree

from portal.accounts.models import User
from portal.platform.errors import Conflict, NotAllowed, Refused
from portal.rulebook import selectors, services
from portal.rulebook.compiled import pack_of
from portal.rulebook.dmn_files import dmn_of, take_dmn
from portal.rulebook.judge import judge
from portal.rulebook.models import PackVersion
from rules.packs import PackError, load_pack
from rules.packs.edit import rules_of
from rules.packs.elements import OURS
from tests.unit.rulebook.conftest import NUMBER, basis, person

DMN = "{https://www.omg.org/spec/DMN/20230324/MODEL/}"


def changed(content, change):
    root = etree.fromstring(content)
    change(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def rule_of(root, row_id="MAU-3"):
    return next(node for node in root.iter(f"{DMN}rule") if node.get("id") == row_id)


def raise_the_mark_level(root, amount="15000000"):
    rule = rule_of(root)
    next(node for node in rule.iter(f"{DMN}text") if (node.text or "").strip().isdigit()).text = amount
    rule.set(f"{{{OURS}}}articleVi", f"Quyết định {NUMBER}, Điều 4")


def send(actor, version, content, name="mức.dmn"):
    return services.import_dmn(actor=actor, key=version.key, content=content, file_name=name)


def problems(version, content):
    with pytest.raises(PackError) as refusal:
        take_dmn(content, lambda origin: (pack_of(version.pk), bytes(version.dmn)))
    return refusal.value.problems


def test_out_and_in_again_gives_the_same_file_for_every_pack(cap):
    for version in PackVersion.objects.all():
        base = pack_of(version.pk), bytes(version.dmn)
        content = dmn_of(version)
        indented = changed(content, lambda root: etree.indent(root, "\t"))
        for one in (content, indented, etree.tostring(etree.fromstring(indented), encoding="UTF-16")):
            assert take_dmn(one, lambda origin, of=base: of) == bytes(version.dmn), version.key


def test_the_file_draws_every_element_and_says_where_it_comes_from(cap):
    root = etree.fromstring(dmn_of(cap))
    mark = root.find(f"{DMN}extensionElements/{{{OURS}}}pack")
    drawn = {node.get("dmnElementRef") for node in root.iter("{*}DMNShape", "{*}DMNEdge")}
    places = [tuple(bounds.attrib.values()) for bounds in root.iter("{*}Bounds")]
    ids = [node.get("id") for node in root.iter() if node.get("id")]

    assert dict(mark.attrib) == {"key": cap.key, "version": cap.version, "sha256": cap.sha256}
    kinds = ("inputData", "decision", "informationRequirement")
    assert drawn == {node.get("id") for kind in kinds for node in root.iter(f"{DMN}{kind}")}
    assert len(set(places)) == len(places)
    assert len(set(ids)) == len(ids)


def test_an_edited_file_becomes_a_draft_that_is_published_like_any_other(cap, editor, approver):
    draft = send(editor, cap, changed(dmn_of(cap), raise_the_mark_level))

    judgement = judge(draft)
    assert [(change.row_id, change.kind.value) for change in judgement.changes] == [("MAU-3", "CHANGED")]
    assert bytes(draft.tests) == bytes(cap.tests)
    assert (draft.file_name, draft.rev) == ("mức.dmn", 1)
    assert services.begin(actor=editor, version_id=cap.pk).pk == draft.pk
    services.submit(actor=editor, draft_id=draft.pk, basis=basis())
    new = services.publish(actor=approver, draft_id=draft.pk)
    assert rules_of(bytes(new.dmn)) == rules_of(bytes(draft.dmn)) != rules_of(bytes(cap.dmn))


def test_examples_of_ones_own_draft_stay(cap, editor):
    draft = send(editor, cap, changed(dmn_of(cap), raise_the_mark_level))
    draft.tests = bytes(cap.tests) + b"\n"
    draft.save()

    again = send(editor, cap, changed(dmn_of(cap), lambda root: raise_the_mark_level(root, "16000000")))

    assert (again.pk, again.rev, bytes(again.tests)) == (draft.pk, 2, bytes(cap.tests) + b"\n")


def test_a_row_that_a_tool_adds_gets_a_code_and_letters_are_composed(cap):
    def add(root):
        rule = rule_of(root)
        new = etree.fromstring(etree.tostring(rule))
        for node in new.iter():
            node.attrib.pop("id", None)
        new.set(f"{{{OURS}}}articleVi", unicodedata.normalize("NFD", "Điều 4"))
        rule.addnext(new)

    taken = take_dmn(changed(dmn_of(cap), add), lambda origin: (pack_of(cap.pk), bytes(cap.dmn)))
    rules = rules_of(taken)["unit_cap"]
    place = [rule.id for rule in rules].index("MAU-3") + 1

    assert rules[place].id == "unit_cap_1"
    assert rules[place].attributes["articleVi"] == "Điều 4"


def cell(root, text):
    next(rule_of(root).iter(f"{DMN}text")).text = text


def without_articles(root):
    for name in list(rule_of(root).attrib):
        if name.startswith(f"{{{OURS}}}"):
            del rule_of(root).attrib[name]


def first(root, kind):
    return next(root.iter(f"{DMN}{kind}"))


def drop(node):
    node.getparent().remove(node)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda root: cell(root, "< <"), "(cột"),
        (without_articles, "đã bỏ căn cứ"),
        (lambda root: rule_of(root).set(f"{{{OURS}}}validFrom", "31/12/2026"), "Ngày sai"),
        (lambda root: rule_of(root).set("id", "MAU-1"), "Trùng mã dòng"),
        (lambda root: drop(first(rule_of(root), "inputEntry")), "Số ô khác số cột"),
        (lambda root: first(root, "decisionTable").set("hitPolicy", "FIRST"), "Nguyên tắc chọn dòng"),
        (lambda root: setattr(next(first(root, "inputExpression").iter(f"{DMN}text")), "text", "1"), "Cột 1"),
        (lambda root: drop(first(root, "informationRequirement")), "liên kết"),
        (lambda root: first(root, "inputData").set("name", "khác"), "Dữ liệu vào"),
        (lambda root: first(root, "inputExpression").set("typeRef", "Tien"), "Không có kiểu Tien"),
        (lambda root: first(root, "output").set("name", "khác"), "khác bản gốc"),
        (lambda root: first(root, "decision").set("name", "khác"), "Thiếu quyết định"),
        (lambda root: drop(first(root, "extensionElements")), "không do Hải Đăng"),
        (lambda root: root.append(etree.Element(f"{DMN}sorcery")), "sorcery"),
        (lambda root: [drop(rule) for rule in list(root.iter(f"{DMN}rule"))], "không còn dòng"),
    ],
)
def test_what_is_wrong_is_told_by_element_with_its_mend(cap, change, words):
    found = problems(cap, changed(dmn_of(cap), change))

    assert any(words in one.text.vi for one in found), [one.text.vi for one in found]
    assert all(one.text.en and (one.line or one.element) for one in found)


def mangled(content, draw):
    """The file with some nodes dropped, emptied, renamed or copied elsewhere, as a broken tool would leave it."""
    root = etree.fromstring(content)
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    for _ in range(draw.randint(1, 3)):
        node, other = draw.choice(nodes), draw.choice(nodes)
        act = draw.randrange(5)
        if act == 0 and node.getparent() is not None:
            drop(node)
        elif act == 1:
            node.text = draw.choice(["", "null", "[1..", 'date("x")', "?", "-"])
        elif act == 2 and node.attrib:
            node.set(draw.choice(list(node.attrib)), draw.choice(["", "x", "#x", "true"]))
        elif act == 3:
            node.append(etree.fromstring(etree.tostring(other)))
        elif act == 4:
            node.tag = other.tag
    return etree.tostring(root)


def test_a_mangled_file_is_refused_or_read_as_a_pack_that_loads(cap):
    base, content = (pack_of(cap.pk), bytes(cap.dmn)), dmn_of(cap)
    ends = Counter()
    for seed in range(150):
        try:
            taken = take_dmn(mangled(content, Random(seed)), lambda origin: base)
        except PackError as refusal:
            ends["refused" if refusal.problems else "refused without a reason"] += 1
        else:
            load_pack(taken, bytes(cap.manifest))
            ends["read"] += 1

    assert set(ends) == {"refused", "read"}
    assert min(ends.values()) >= 20


LAUGHS = b"".join(b'<!ENTITY l%d "&l%d;&l%d;&l%d;">' % (n, n - 1, n - 1, n - 1) for n in range(1, 12))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>', "DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><definitions>&l11;</definitions>", "DOCTYPE"),
        ('<!DOCTYPE a [<!ENTITY l0 "ha">]><definitions>&l0;</definitions>'.encode("utf-16"), "DOCTYPE"),
        (b" " * 50_000_000, "quá lớn"),
        (b"<a>" * 5_000, "XML"),
        (b"<a>" * 100 + b"</a>" * 100, "quá sâu"),
        (b"", "XML"),
        (b"PK\x03\x04", "XML"),
        (
            "<?xml version='1.0' encoding='UTF-8'?><definitions name='hỗ trợ'/>".encode("utf-16-le"),
            "Không phải tệp DMN",
        ),
        (
            "<?xml version='1.0' encoding='UTF-8'?><definitions name='hỗ'/>".encode("cp1258", "replace"),
            "Không phải tệp DMN",
        ),
        (b"<?xml version='1.0' encoding='no-such'?><definitions/>", "XML"),
        (b"<definitions name='\xff\xfe'/>", "XML"),
        (b"<definitions/>", "Không phải tệp DMN"),
    ],
    ids=range(13),
)
def test_hostile_and_broken_files_are_refused(cap, content, words):
    found = problems(cap, content)

    assert any(words in one.text.vi for one in found), [one.text.vi for one in found]


def test_a_foreign_file_is_told_everything_that_it_lacks(cap):
    foreign = (
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:x' name='x'>"
        "<decision id='d' name='d'><decisionTable><input><inputExpression><text>1 +</text></inputExpression></input>"
        "<output/><rule id='r1'><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "</decisionTable></decision><businessKnowledgeModel id='k' name='k'><encapsulatedLogic kind='Java'/>"
        "</businessKnowledgeModel></definitions>"
    )

    found = [one.text.vi for one in problems(cap, foreign.encode())]

    assert len(found) == 4
    for words in ("không do Hải Đăng", "(cột", "hàm Java", "chưa ghi căn cứ"):
        assert any(words in one for one in found), found


def test_only_the_author_of_an_open_draft_of_this_version_may_send(cap, editor, approver):
    content = changed(dmn_of(cap), raise_the_mark_level)
    other = PackVersion.objects.exclude(key=cap.key).first()

    with pytest.raises(Refused, match="NOTHING_CHANGED"):
        send(editor, cap, dmn_of(cap))
    with pytest.raises(Refused, match="OTHER_PACK"):
        send(editor, cap, dmn_of(other))
    with pytest.raises(NotAllowed):
        send(approver, cap, content)
    send(editor, cap, content)
    with pytest.raises(Conflict, match="PACK_DRAFT_OPEN"):
        send(person("second", "RULE_EDITOR"), cap, content)


@pytest.fixture
def browser(editor):
    client = Client(headers={"accept-language": "vi"})
    client.force_login(User.objects.get(pk=editor.user_id))
    return client


def posted(browser, url, content):
    return browser.post(url, {"file": SimpleUploadedFile("mức.dmn", content)} if content is not None else {})


def test_the_pages_give_and_take_files(cap, browser):
    file = browser.get(reverse("rulebook-dmn", args=[cap.pk]))
    page = reverse("rulebook-take-dmn", args=[cap.key])
    wrong = posted(browser, page, changed(file.content, lambda root: cell(root, "1 +")))
    missing = posted(browser, page, None)
    unchanged = posted(browser, page, file.content)
    taken = posted(browser, page, changed(file.content, raise_the_mark_level))

    assert file["Content-Disposition"] == f'attachment; filename="{cap.key}_{cap.version}.dmn"'
    assert (wrong.status_code, missing.status_code, unchanged.status_code) == (422, 422, 422)
    assert "MAU-3" in wrong.content.decode()
    assert "Chưa có gì được lưu" in wrong.content.decode()
    assert "Tải DMN" in unchanged.content.decode()
    assert (taken.status_code, taken.url) == (
        302,
        reverse("rulebook-draft", args=[selectors.PackDraft.objects.get().pk]),
    )


def test_the_api_gives_and_takes_files(cap, browser):
    file = browser.get(f"/api/v1/rule-pack-versions/{cap.pk}/dmn")
    url = f"/api/v1/rule-packs/{cap.key}/drafts/dmn"
    wrong = posted(browser, url, changed(file.content, without_articles))
    missing = posted(browser, url, None)
    made = posted(browser, url, changed(file.content, raise_the_mark_level))

    assert (file.status_code, file["Content-Type"]) == (200, "application/xml")
    assert (wrong.status_code, wrong.json()[0]["element"], missing.status_code) == (422, "MAU-3", 400)
    assert (made.status_code, made.json()["key"], made.json()["status"]) == (201, cap.key, "EDITING")
