"""Notices: their words, and handing them to people in the portal and by e-mail."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from django.utils.translation import get_language

from portal.accounts.models import User
from portal.casework.models import Notification
from portal.platform.clock import now
from portal.platform.text import nfc

WORDS_FILE = Path(__file__).with_name("data") / "notifications.toml"
MAIL_EFFECT = "mail.send"


class _Places(Formatter):
    """Fills places by name only: a fact that is missing stays empty, and no fact can reach into objects."""

    def get_field(self, field_name: str, args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:
        return kwargs.get(field_name, ""), field_name


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Code -> subject and text in both languages."""
    return tomllib.loads(nfc(WORDS_FILE.read_text(encoding="utf-8")))


def codes() -> frozenset[str]:
    """The notices that a process may name."""
    return frozenset(words())


def text_of(notification: Notification) -> str:
    """The notice in the reader's language."""
    return fill(notification.code, "", notification.facts, get_language() or "vi")


def subject_of(notification: Notification) -> str:
    """Its short form."""
    return fill(notification.code, "subject_", notification.facts, get_language() or "vi")


def fill(code: str, part: str, facts: Mapping[str, object], language: str) -> str:
    """One text with its places filled. part: `` for the text, `subject_` for the subject line.

    A fact named `reasons_en` stands in for `reasons` in English, and so for every other fact.
    """
    language = "en" if language == "en" else "vi"
    said = {
        name.removesuffix(f"_{language}"): value for name, value in sorted(facts.items()) if _is_for(name, language)
    }
    return _Places().vformat(words()[code][f"{part}{language}"], (), said).strip()


def notify(
    people: Iterable[User], code: str, *, dossier_code: str, facts: Mapping[str, object], key: str
) -> list[Notification]:
    """Give each person the notice once. Part of the caller's transaction. Returns the notices that are new.

    key  of the cause, e.g. of the step; together with code and person it makes the notice unique
    """
    fresh = []
    for person in people:
        notice, is_new = Notification.objects.get_or_create(
            key=f"{key}:{code}:{person.pk}",
            defaults={
                "user": person,
                "code": code,
                "dossier_code": dossier_code,
                "facts": dict(facts),
                "created_at": now(),
            },
        )
        if is_new:
            fresh.append(notice)
    return fresh


def letter_of(notification: Notification) -> dict[str, str]:
    """The payload of the mail effect: a letter in the person's own language."""
    person = notification.user
    return {
        "to": person.email,
        "subject": fill(notification.code, "subject_", notification.facts, person.language),
        "body": fill(notification.code, "", notification.facts, person.language),
    }


def _is_for(name: str, language: str) -> bool:
    return not name.endswith(("_vi", "_en")) or name.endswith(f"_{language}")
