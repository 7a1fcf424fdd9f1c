"""Đo tốc độ, so với đối chứng trong cùng một lần chạy / Measure speed against peers in the same run: bench NAME."""

NEEDS = "dev"


def run(arguments: list[str]) -> int:
    """Run `benchmarks/NAME.py`; without a name, list them."""
    from portal.setup.scripts import run_named

    return run_named("bench", "benchmarks", arguments)
