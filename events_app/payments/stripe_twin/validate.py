"""Reads form-encoded requests and holds them against the SDK's own TypedDicts: nothing unknown, no wrong type."""

import re
import sys
import types
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints

from stripe import _request_options
from stripe._request_options import RequestOptions
from typing_extensions import is_typeddict

from events_app.payments.stripe_twin.errors import TwinError

_PART = re.compile(r"\[([^\[\]]*)\]")
_hints: dict[type, dict[str, Any]] = {}


def unflatten(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=x` becomes {"a": {"b": {"0": "x"}}}; lists stay dictionaries of positions until their type is known."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        path = [name.partition("[")[0], *_PART.findall(name)]
        node = tree
        for part in path[:-1]:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                raise TwinError(f"Invalid object: {name}", param=name)
        last = path[-1] or str(len(node))
        if last in node:
            raise TwinError(f"Received twice: {name}", param=name)
        node[last] = value
    return tree


def check(tree: dict[str, Any], expected: Any, where: str = "") -> dict[str, Any]:
    """The request with real types; raises TwinError at the first thing that the TypedDict does not know."""
    hints = _fields(expected)
    for name in tree:
        if name not in hints:
            param = _join(where, name)
            raise TwinError(f"Received unknown parameter: {param}", param=param, code="parameter_unknown")
    for name in expected.__required_keys__:
        if name not in tree:
            param = _join(where, name)
            raise TwinError(f"Missing required param: {param}.", param=param, code="parameter_missing")
    return {name: _value(value, hints[name], _join(where, name)) for name, value in tree.items()}


def _fields(expected: Any) -> dict[str, Any]:
    if expected not in _hints:
        names = {**vars(_request_options), **vars(sys.modules[expected.__module__]), "StripeContext": object}
        found = get_type_hints(expected, globalns=names, include_extras=True)
        _hints[expected] = {name: hint for name, hint in found.items() if name not in RequestOptions.__annotations__}
    return _hints[expected]


def _value(value: Any, hint: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (NotRequired, Required):
        return _value(value, get_args(hint)[0], where)
    if origin in (Union, types.UnionType):
        return _union(value, get_args(hint), where)
    if origin is Literal:
        return _literal(value, get_args(hint), where)
    if origin is list:
        return _list(value, get_args(hint)[0], where)
    if origin is dict:
        return {str(name): _value(each, get_args(hint)[1], f"{where}[{name}]") for name, each in _dict(value, where)}
    if is_typeddict(hint):
        return check(dict(_dict(value, where)), hint, where)
    return _scalar(value, hint, where)


def _union(value: Any, options: tuple[Any, ...], where: str) -> Any:
    """Where the SDK lists words "or any text", only the listed words are right; an empty word clears a field."""
    listed = [each for each in options if get_origin(each) is Literal and get_args(each) != ("",)]
    if listed and isinstance(value, str):
        options = tuple(each for each in options if each is not str)
    refused: TwinError | None = None
    for option in options:
        try:
            return _value(value, option, where)
        except TwinError as error:
            refused = refused or error
    raise refused or TwinError(f"Invalid value: {where}", param=where)


def _literal(value: Any, words: tuple[Any, ...], where: str) -> Any:
    if value not in words:
        shown = ", ".join(str(word) for word in words[:60])
        raise TwinError(f"Invalid {where}: must be one of {shown}", param=where)
    return value


def _list(value: Any, each: Any, where: str) -> list[Any]:
    positions = dict(_dict(value, where))
    if not all(name.isdigit() for name in positions):
        raise TwinError(f"Invalid array: {where}", param=where)
    ordered = sorted(positions, key=int)
    return [_value(positions[name], each, f"{where}[{name}]") for name in ordered]


def _dict(value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise TwinError(f"Invalid object: {where}", param=where)
    return value.items()


def _scalar(value: Any, hint: Any, where: str) -> Any:
    if not isinstance(value, str):
        raise TwinError(f"Invalid value: {where}", param=where)
    if hint is bool:
        if value not in ("true", "false"):
            raise TwinError(f"Invalid boolean: {value}", param=where)
        return value == "true"
    if hint is int:
        if not re.fullmatch(r"-?\d{1,15}", value):
            raise TwinError(f"Invalid integer: {value}", param=where, code="parameter_invalid_integer")
        return int(value)
    if hint in (Decimal, float):
        try:
            return str(Decimal(value))
        except InvalidOperation as error:
            raise TwinError(f"Invalid decimal: {value}", param=where) from error
    if hint is str:
        return value
    raise TwinError(f"Invalid value: {where}", param=where)


def _join(where: str, name: str) -> str:
    return f"{where}[{name}]" if where else name
