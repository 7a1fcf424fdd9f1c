"""Addresses of running procedures."""

from django.urls import path

from portal.web import instance_views as views
from portal.web import migration_views as moving

urlpatterns = [
    path("quy-trinh", views.instances, name="instances"),
    path("quy-trinh/nhieu", views.batch, name="instances-batch"),
    path("quy-trinh/lich", views.timers, name="instance-timers"),
    path("quy-trinh/cho-thong-diep", views.waiting, name="instance-waiting"),
    path("quy-trinh/ban-do/<uuid:version_id>", views.heat, name="instance-heat"),
    path("quy-trinh/chuyen/<uuid:version_id>", moving.versions, name="instance-migration"),
    path("quy-trinh/<uuid:instance_id>", views.instance, name="instance"),
    path("quy-trinh/<uuid:instance_id>/lam", views.act, name="instance-act"),
]
