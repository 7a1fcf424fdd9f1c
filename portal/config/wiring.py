"""Which portal service answers which port of the engine. The only place that knows both sides."""


def wire() -> None:
    """Register the ports. Called once, when all apps are loaded."""
