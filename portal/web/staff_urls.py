"""Addresses of the people who handle dossiers."""

from django.urls import include, path

from portal.web import money_views as money
from portal.web import operate_views as operate
from portal.web import staff_views as staff

urlpatterns = [
    path("viec", staff.queue, name="staff-queue"),
    path("viec/<uuid:item_id>", staff.work_item, name="staff-work-item"),
    path("viec/<uuid:item_id>/cau-hoi", staff.fields, name="staff-fields"),
    path("viec/<uuid:item_id>/nhan", staff.claim, name="staff-claim"),
    path("viec/<uuid:item_id>/tra", staff.unclaim, name="staff-unclaim"),
    path("viec/<uuid:item_id>/giao", staff.assign, name="staff-assign"),
    path("viec/<uuid:item_id>/xong", staff.complete, name="staff-complete"),
    path("can-bo/ho-so/<uuid:dossier_id>", staff.dossier, name="staff-dossier"),
    path("can-bo/ho-so/<uuid:dossier_id>/quy-dinh", staff.repin, name="staff-repin"),
    path("kinh-phi", money.lines, name="money-lines"),
    path("kinh-phi/<int:line_id>", money.line, name="money-line"),
    path("thong-bao", operate.notifications, name="notifications"),
    path("thong-bao/<int:notification_id>/da-doc", operate.mark_read, name="notification-read"),
    path("van-hanh/su-co", operate.incidents, name="incidents"),
    path("van-hanh/su-co/<uuid:incident_id>/chay-lai", operate.retry, name="incident-retry"),
    path("van-hanh/thu", operate.letters, name="letters"),
    path("van-hanh/", include("portal.web.instance_urls")),
]
