from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "portal.platform"
    label = "platform"
