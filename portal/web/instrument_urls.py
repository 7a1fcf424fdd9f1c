"""Addresses of the register of legal instruments."""

from django.urls import path

from portal.web import instrument_views as views

urlpatterns = [
    path("", views.instruments, name="instruments"),
    path("moi", views.new, name="instrument-new"),
    path("<uuid:instrument_id>", views.instrument, name="instrument"),
    path("<uuid:instrument_id>/sua", views.change, name="instrument-change"),
    path("<uuid:instrument_id>/tep/<uuid:file_id>", views.file, name="instrument-file"),
]
