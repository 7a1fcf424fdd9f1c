"""Sending e-mail. Without a mail server the letters go into a folder, where the preview page shows them.

One letter has one key: the folder keeps it under that name and SMTP carries it as the Message-ID, so a letter that is
sent again after a crash replaces itself or is recognised by the receiver.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.platform.errors import Unavailable

MAIL_DOMAIN = "haidang.invalid"
SUFFIX = ".eml"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the folder, as the preview page shows it."""

    name: str
    to: str
    subject: str
    body: str


def send(*, to: str, subject: str, body: str, key: str) -> None:
    """Send one plain-text letter through the backend of the settings.

    key     the same for every attempt of the same letter
    Raises  Unavailable MAIL_DOWN when the mail server does not take it; the caller's outbox tries again
    """
    letter = EmailMessage(
        subject=" ".join(subject.split()), body=body, to=[to], headers={"Message-ID": f"<{_name(key)}@{MAIL_DOMAIN}>"}
    )
    try:
        letter.send()
    except (SMTPException, OSError) as down:
        raise Unavailable("MAIL_DOWN") from down


class FolderBackend(BaseEmailBackend):
    """Keeps each letter as a file in `settings.MAIL_FOLDER`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the letters. Returns how many."""
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for letter in email_messages:
            message = letter.message()
            (folder / f"{_name(message['Message-ID'])}{SUFFIX}").write_bytes(message.as_bytes())
        return len(email_messages)


def letters(limit: int = 50) -> list[Letter]:
    """The newest letters in the folder, newest first."""
    files = sorted(_folder().glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [_read(file) for file in files[:limit]]


def _read(file: Path) -> Letter:
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    body = message.get_body(("plain",))
    return Letter(file.stem, message["To"], message["Subject"], body.get_content() if body else "")


def _folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
