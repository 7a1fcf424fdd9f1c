"""Money and text at the boundary, and what a refusal says."""

import unicodedata

import pytest
from django.utils.translation import override

from portal.platform.errors import Conflict, NotAllowed, NotVisible, PortalError, Refused, Unavailable
from portal.platform.money import format_vnd, parse_vnd
from portal.platform.money_words import in_words
from portal.platform.text import fold, fold_number, nfc, one_line
from portal.platform.wording import add_words, heading, say


@pytest.mark.parametrize(
    "typed", ["15000000", "15.000.000", "15 000 000 đ", " 15.000.000 đồng ", "15.000.000\u00a0đ", "15000000 VND"]
)
def test_an_amount_is_read_however_it_is_typed(typed):
    assert parse_vnd(typed) == 15_000_000


@pytest.mark.parametrize(
    "typed", ["", "-5", "1,5", "15.00", "1.5000.000", "mười", "1e6", "10000000000000001", "1.000 000x"]
)
def test_what_is_no_whole_amount_is_refused(typed):
    with pytest.raises(ValueError, match="đồng"):
        parse_vnd(typed)


@pytest.mark.parametrize("amount", [0, 7, 1_000, 15_000_000, 10**15])
def test_an_amount_survives_being_shown_and_read(amount):
    assert parse_vnd(format_vnd(amount)) == amount


def test_an_amount_is_shown_with_dots_and_a_sign():
    assert format_vnd(15_000_000) == "15.000.000\u00a0đ"
    assert format_vnd(-1_000) == "-1.000\u00a0đ"


def test_composed_and_decomposed_words_fold_alike():
    name = "Nước mắm Cát Hải - ĐẶC SẢN"

    assert fold(unicodedata.normalize("NFD", name)) == fold(name) == "nuoc mam cat hai - dac san"
    assert nfc(unicodedata.normalize("NFD", name)) == name
    assert one_line("  Nguyễn \n Văn\tA ") == "Nguyễn Văn A"


def test_numbers_typed_differently_are_the_same_number():
    assert fold_number(" 4-2024-01234 ") == fold_number("4 2024 01234") == "4202401234"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotVisible("dossier"), 404),
        (NotAllowed("dossier.submit"), 403),
        (Conflict(), 409),
        (Refused(), 422),
        (Unavailable(), 503),
    ],
)
def test_every_branch_has_a_status_a_heading_and_words(error, status):
    assert isinstance(error, PortalError)
    assert error.status == status
    assert heading(error)
    assert say(error)


def test_a_refusal_says_its_facts_and_an_unknown_code_falls_back_to_its_branch():
    add_words({"TEST_LINE": "Dòng %(line)s"})

    with override("vi"):
        assert say(Refused("TEST_LINE", line="PRO-DOM")) == "Dòng PRO-DOM"
        assert say(Refused("NEVER_WORDED", a=1)) == say(Refused())


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (15_000_000, "Mười lăm triệu đồng"),
        (9_400_000, "Chín triệu bốn trăm nghìn đồng"),
        (21_005_000, "Hai mươi mốt triệu không trăm linh năm nghìn đồng"),
        (110, "Một trăm mười đồng"),
        (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
        (300_250_101, "Ba trăm triệu hai trăm năm mươi nghìn một trăm linh một đồng"),
    ],
)
def test_an_amount_is_put_into_words(amount, words):
    assert in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**18])
def test_what_has_no_words_is_refused(amount):
    with pytest.raises(ValueError, match="words"):
        in_words(amount)
