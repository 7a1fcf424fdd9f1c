from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wires the engine's and the rules' ports to the portal's services once all apps are loaded."""

    name = "portal.config"
    label = "config"

    def ready(self) -> None:
        from portal.config.wiring import wire

        wire()
