from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "portal.programme"
    label = "programme"
