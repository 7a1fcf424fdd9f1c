from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "portal.studio"
    label = "studio"
