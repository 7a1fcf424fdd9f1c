"""Addresses of the applicant: a draft and a filed dossier."""

from django.urls import path

from portal.web import apply_views as apply
from portal.web import dossier_views as dossier

urlpatterns = [
    path("", apply.mine, name="apply-mine"),
    path("moi", apply.begin, name="apply-begin"),
    path("viec/<uuid:item_id>", dossier.respond, name="dossier-respond"),
    path("giay/<uuid:paper_id>", dossier.paper, name="dossier-paper"),
    path("<uuid:dossier_id>", apply.overview, name="apply-overview"),
    path("<uuid:dossier_id>/trang/<slug:code>", apply.page, name="apply-page"),
    path("<uuid:dossier_id>/giay-to/<slug:slot>", apply.attach, name="apply-attach"),
    path("<uuid:dossier_id>/tep/<uuid:upload_id>", dossier.upload, name="dossier-upload"),
    path("<uuid:dossier_id>/tep/<uuid:upload_id>/bo", apply.detach, name="apply-detach"),
    path("<uuid:dossier_id>/kiem-tra", apply.check, name="apply-check"),
    path("<uuid:dossier_id>/nop", apply.submit, name="apply-submit"),
    path("<uuid:dossier_id>/da-nop", apply.done, name="apply-done"),
    path("<uuid:dossier_id>/xoa", apply.delete, name="apply-delete"),
    path("<uuid:dossier_id>/theo-doi", dossier.track, name="dossier-track"),
    path("<uuid:dossier_id>/noi-dung", dossier.answers, name="dossier-answers"),
    path("<uuid:dossier_id>/rut", dossier.withdraw, name="dossier-withdraw"),
]
