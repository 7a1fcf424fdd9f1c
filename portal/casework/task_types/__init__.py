"""The service task types of the support processes: one file each, found by name, registered in the engine."""

import importlib
import pkgutil


def register_all() -> list[str]:
    """Import every module of this folder, which registers its operations. Returns the module names."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    for name in names:
        importlib.import_module(f"{__name__}.{name}")
    return names
