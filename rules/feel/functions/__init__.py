"""The standard's function library (DMN 1.5 section 10.3.4), one module per family. Importing it fills the registry."""

from rules.feel.functions import contexts, conversion, lists, numeric, ranges, strings, temporal
from rules.feel.registry import BUILTINS

__all__ = ["BUILTINS", "contexts", "conversion", "lists", "numeric", "ranges", "strings", "temporal"]
