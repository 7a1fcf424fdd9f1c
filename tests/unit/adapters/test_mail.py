"""Letters in the folder of a house without a mail server."""

import smtplib

import pytest
from django.core import mail as django_mail

from portal.adapters import mail
from portal.platform.errors import Unavailable


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "portal.adapters.mail.FolderBackend"
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


def test_a_letter_lies_in_the_folder_with_its_vietnamese_words(folder):
    mail.send(to="an@example.test", subject="Hồ sơ\nđã tiếp nhận", body="Hẹn trả ngày 30/11/2026.", key="k1")

    [letter] = mail.letters()

    assert (letter.to, letter.subject) == ("an@example.test", "Hồ sơ đã tiếp nhận")
    assert letter.body.strip() == "Hẹn trả ngày 30/11/2026."


def test_a_letter_that_is_sent_again_is_still_one_letter(folder):
    for _ in range(3):
        mail.send(to="an@example.test", subject="S", body="B", key="k1")
    mail.send(to="an@example.test", subject="S", body="B", key="k2")

    assert len(mail.letters()) == 2


def test_letters_of_other_parts_of_the_product_are_kept_too(folder):
    django_mail.EmailMessage(subject="Xác nhận", body="B", to=["binh@example.test"]).send()

    assert [letter.to for letter in mail.letters()] == ["binh@example.test"]


def test_an_empty_folder_has_no_letters(folder):
    assert mail.letters() == []


@pytest.mark.parametrize("down", [smtplib.SMTPServerDisconnected("gone"), ConnectionRefusedError(), TimeoutError()])
def test_a_mail_server_that_is_down_is_told_as_such(monkeypatch, down):
    def refuse(self, fail_silently=False):
        raise down

    monkeypatch.setattr(django_mail.EmailMessage, "send", refuse)

    with pytest.raises(Unavailable) as refusal:
        mail.send(to="an@example.test", subject="S", body="B", key="k")

    assert refusal.value.code == "MAIL_DOWN"
