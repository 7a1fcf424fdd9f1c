"""The letter that goes out after the step."""

from engine.effects.registry import OperationContext, effect
from portal.adapters import mail
from portal.casework.notices import MAIL_EFFECT


@effect(MAIL_EFFECT)
def send_mail(ctx: OperationContext, *, to: str, subject: str, body: str) -> None:
    """Hand one letter to the mail adapter. The row's key names the letter, so a second try is the same letter."""
    mail.send(to=to, subject=subject, body=body, key=ctx.key)
