"""The words of the notices."""

from string import Formatter

import pytest

from portal.casework import notices

FACTS = {"code": "P01-261123-0001", "due": "30/11/2026", "reasons": "Thiếu văn bằng", "reasons_en": "Title missing"}


@pytest.mark.parametrize("code", sorted(notices.codes()))
def test_every_notice_speaks_both_languages_of_the_same_facts(code):
    texts = notices.words()[code]

    assert set(texts) == {"vi", "en", "subject_vi", "subject_en"}
    places = [{name for _, name, _, _ in Formatter().parse(texts[language]) if name} for language in ("vi", "en")]
    assert places[0] == places[1]


def test_a_fact_is_said_in_the_language_of_the_reader():
    assert notices.fill("N-NOT-RECEIVED", "", FACTS, "vi").endswith("Thiếu văn bằng")
    assert notices.fill("N-NOT-RECEIVED", "", FACTS, "en").endswith("Title missing")
    assert notices.fill("N-NOT-RECEIVED", "", FACTS, "fr") == notices.fill("N-NOT-RECEIVED", "", FACTS, "vi")


def test_a_missing_fact_stays_empty():
    assert notices.fill("N-PAID", "", {"code": "X"}, "vi") == "Đã chuyển  cho hồ sơ X."


def test_facts_cannot_reach_into_objects(monkeypatch):
    monkeypatch.setattr(notices, "words", lambda: {"N": {"vi": "{code.__class__} {code[0]}"}})

    assert notices.fill("N", "", FACTS, "vi") == ""
