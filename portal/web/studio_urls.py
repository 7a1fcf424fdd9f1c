"""Addresses of the procedure studio."""

from django.urls import path

from portal.web import studio_views as views

urlpatterns = [
    path("", views.procedures, name="studio-procedures"),
    path("upload", views.upload, name="studio-upload"),
    path("drafts/<uuid:draft_id>", views.draft, name="studio-draft"),
    path("drafts/<uuid:draft_id>/save", views.save, name="studio-save"),
    path("drafts/<uuid:draft_id>/check", views.check, name="studio-check"),
    path("drafts/<uuid:draft_id>/submit", views.submit, name="studio-submit"),
    path("drafts/<uuid:draft_id>/decide", views.decide, name="studio-decide"),
    path("drafts/<uuid:draft_id>/discard", views.discard, name="studio-discard"),
    path("drafts/<uuid:draft_id>/file", views.download_draft, name="studio-draft-file"),
    path("versions/<uuid:version_id>/file", views.download_version, name="studio-version-file"),
    path("procedures/<str:process_key>/start", views.start, name="studio-start"),
    path("procedures/<str:process_key>", views.versions, name="studio-versions"),
]
