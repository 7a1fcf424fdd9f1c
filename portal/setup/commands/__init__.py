"""One module per command: docstring (its help), NEEDS ("service" or "dev" packages), run(arguments) -> exit code."""
