"""English is complete: every text of the portal has its words, and no page mixes the languages."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client

from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.documents.forms import all_forms
from tests.unit.web.msgids import all_msgids

ENGLISH = Path(settings.BASE_DIR) / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
VIETNAMESE_LETTERS = re.compile(r"[ăâđêôơưạảãấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
# Names of places, people and laws stay Vietnamese in an English sentence; so do sheet names and the unit of money.
NAMES = re.compile(r"Hải Đăng|Hải Phòng|Tiếng Việt|đồng|“Ví dụ kiểm tra”")
PLACES = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def english():
    return {entry.msgid: entry for entry in polib.pofile(str(ENGLISH))}


def texts_of(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def test_every_text_has_english_words_and_no_entry_is_left_over(english):
    from_library = {entry.msgid for entry in polib.pofile(str(ENGLISH).replace("/en/", "/vi/"))}
    wanted = set(all_msgids()) - from_library
    assert sorted(wanted - set(english)) == []
    assert sorted(set(english) - wanted) == []
    assert [msgid for msgid, entry in english.items() if not all(texts_of(entry)) or entry.fuzzy] == []


def test_english_words_keep_their_places_and_are_english(english):
    for msgid, entry in english.items():
        for text in texts_of(entry):
            assert set(PLACES.findall(text)) == set(PLACES.findall(msgid)), msgid
            assert not VIETNAMESE_LETTERS.search(NAMES.sub("", text)), text


def test_every_form_speaks_english():
    for form in all_forms().values():
        said = [form.title, *(page.title for page in form.pages), *(slot.label for slot in form.documents)]
        for entry in form.fields.values():
            for question in (entry, *entry.columns):
                said += [question.label, *(option.label for option in question.options)]
                said += [question.hint] if question.hint.vi else []
        assert [text.vi for text in said if not text.en] == [], form.key


def test_templates_hold_no_bare_vietnamese():
    bare = []
    # The page for a defect is drawn without context, so it says everything in both languages by itself.
    for path in sorted((Path(settings.BASE_DIR) / "portal" / "web" / "templates").rglob("*.html")):
        if path.name == "500.html":
            continue
        text = re.sub(
            r"{%\s*(blocktranslate|comment)\b.*?end\1\s*%}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.DOTALL
        )
        bare += [f"{path.name}: {found.group()}" for found in VIETNAMESE_LETTERS.finditer(NAMES.sub("", text))]
    assert bare == []


PAGES = {
    None: ["/", "/kiem-tra-dieu-kien", "/tra-cuu", "/accounts/login/", "/accounts/signup/"],
    Role.APPLICANT: ["/ho-so/", "/thong-bao"],
    Role.OFFICER: ["/viec", "/viec?scope=mine", "/viec?q=x"],
    Role.DOF_OFFICER: ["/kinh-phi"],
    Role.ADMIN: ["/studio/", "/van-hanh/su-co", "/van-hanh/thu"],
}


@pytest.mark.parametrize(("role", "address"), [(role, page) for role, pages in PAGES.items() for page in pages])
def test_a_page_in_english_holds_no_vietnamese_of_ours(db, role, address):
    client = Client()
    if role:
        user = User.objects.create_user("reader@example.test", full_name="Reader", language="en")
        RoleGrant.objects.create(user=user, role=role)
        client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(address)
    assert page.status_code == 200
    text = re.sub(r"<title>|<[^>]+>", " ", page.content.decode())
    assert [line.strip() for line in text.splitlines() if VIETNAMESE_LETTERS.search(NAMES.sub("", line))] == []
