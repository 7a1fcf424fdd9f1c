from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The services of the portal for programs: the same rights, the same rules, JSON."""

    name = "portal.api"
    label = "api"
