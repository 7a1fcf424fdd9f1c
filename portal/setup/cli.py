"""Finds the command, has its packages installed, goes into the environment, runs it. Standard library only."""

import inspect
import pkgutil
import sys
import traceback
from importlib import import_module
from types import ModuleType, TracebackType

from portal.setup import commands, environment, say
from portal.setup.trouble import Trouble


def command_names() -> list[str]:
    """The commands there are: each is a module of `portal.setup.commands`."""
    return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))


def load(name: str) -> ModuleType:
    """The module of a command. Its docstring's first line is its help, NEEDS its packages, run() its work."""
    return import_module(f"portal.setup.commands.{name}")


def usage() -> str:
    """The help text: every command with one line."""
    lines = ["python3 -m portal COMMAND [...]", ""]
    for name in command_names():
        summary = (load(name).__doc__ or "").strip().splitlines()[0]
        lines.append(f"  {name:<10} {summary}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit code. A lack of the machine is told in plain words, never as a trace."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        say.line(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in command_names():
        say.line(f"Không có lệnh {name!r}. / There is no command {name!r}.\n\n{usage()}")
        return 2
    sys.excepthook = _explain
    try:
        return _run(load(name), arguments, rest)
    except Trouble as trouble:
        say.line(f"\n{trouble}")
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: ModuleType, arguments: list[str], rest: list[str]) -> int:
    if {"-h", "--help"} & set(rest) and not environment.is_ready(command.NEEDS):
        say.line(f"python3 -m portal {arguments[0]}: {command.__doc__}\n\n{inspect.getdoc(command.run)}")
        return 0  # the options are read by packages that a bare checkout has not got; help installs nothing
    environment.ensure(command.NEEDS)
    if not environment.inside() and environment.is_made():
        environment.enter(arguments)
    code: int = command.run(rest)
    return code


def _explain(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What is left when nobody foresaw an error: one sentence, and the trace in the log."""
    log = say.log_file()
    with log.open("a", encoding="utf-8") as file:
        traceback.print_exception(kind, error, trace, file=file)
    say.line(f"\nLỗi ngoài dự kiến: {kind.__name__}: {error}\nUnexpected error; the details are at the end of {log}")
