"""Texts in two languages, in the language of the page: `{{ text|said }}`."""

from django import template
from django.utils.translation import get_language

from rules.feel import Text

register = template.Library()


@register.filter
def said(text: Text) -> str:
    """The text in the language of the reader."""
    return text.in_language(get_language() or "vi")
