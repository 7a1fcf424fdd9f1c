"""The main menu: which places a person sees. What a place shows is decided by the policy, not by this list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts import policy
from portal.accounts.actor import Actor


@dataclass(frozen=True)
class Place:
    """One entry of the menu: its words, the name of its address, and who sees it."""

    label: Promise
    url_name: str
    shown_to: Callable[[Actor], bool]


@dataclass(frozen=True)
class Link:
    """An entry as the template draws it."""

    label: Promise
    url: str
    is_current: bool


def _may(action: str) -> Callable[[Actor], bool]:
    return lambda actor: policy.allowed(actor, action)


PLACES = (
    Place(_("Hồ sơ của tôi"), "apply-mine", _may("dossier.create")),
    Place(_("Công việc"), "staff-queue", lambda actor: actor.is_staff and policy.allowed(actor, "work_item.view")),
    Place(_("Thông báo"), "notifications", _may("notification.view")),
    Place(_("Kinh phí"), "money-lines", _may("budget_line.view")),
    Place(_("Vận hành"), "instances", _may("instance.view")),
    Place(_("Sự cố"), "incidents", _may("incident.view")),
    Place(
        _("Thư đã gửi"), "letters", lambda actor: not settings.EMAIL_HOST and policy.allowed(actor, "incident.retry")
    ),
    Place(_("Bộ quy tắc"), "rulebook-packs", _may("pack_version.view")),
    Place(_("Văn bản"), "instruments", _may("instrument.view")),
    Place(_("Quy trình"), "studio-procedures", _may("procedure_draft.view")),
)


def links_for(actor: Actor, path: str) -> list[Link]:
    """The menu of one person on one page; the longest matching address is the current one."""
    shown = [(place.label, reverse(place.url_name)) for place in PLACES if place.shown_to(actor)]
    current = max((url for _label, url in shown if path.startswith(url)), key=len, default=None)
    return [Link(label, url, url == current) for label, url in shown]
