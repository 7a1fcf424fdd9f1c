"""Context functions (section 10.3.4.8)."""

from typing import Any

from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.registry import builtin


@builtin("get value", "m: context, key: string")
def get_value(context: EvaluationContext, m: dict[str, Any], key: str) -> Any:
    return m.get(key)


@builtin("get entries", "m: context")
def get_entries(context: EvaluationContext, m: dict[str, Any]) -> list[Any]:
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list")
def from_entries(context: EvaluationContext, entries: list[Any]) -> dict[str, Any]:
    """The inverse of `get entries`; a doubled key has no result."""
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise NullResult("Mục thiếu key hoặc value", "An entry lacks key or value")
        if entry["key"] in made:
            raise NullResult(f"Khóa trùng: {entry['key']}", f"Doubled key: {entry['key']}")
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: any")
def context_put(context: EvaluationContext, target: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    return {**target, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def context_put_deep(context: EvaluationContext, target: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    """Puts a value under a path of keys."""
    if not keys or not isinstance(keys[0], str):
        raise NullResult("Đường dẫn khóa rỗng hoặc sai kiểu", "The path of keys is empty or not text")
    key, *deeper = keys
    if not deeper:
        return {**target, key: value}
    inner = target.get(key)
    if not isinstance(inner, dict):
        raise NullResult(f"Không có ngữ cảnh tại {key}", f"There is no context at {key}")
    return {**target, key: context_put_deep(context, inner, deeper, value)}


@builtin("context merge", "contexts: list")
def context_merge(context: EvaluationContext, contexts: list[Any]) -> dict[str, Any]:
    """Later entries win."""
    merged: dict[str, Any] = {}
    for part in contexts:
        if not isinstance(part, dict):
            raise NullResult("Danh sách có phần tử không phải ngữ cảnh", "The list has elements that are no contexts")
        merged.update(part)
    return merged
