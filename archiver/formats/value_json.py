"""Frozen dataclasses to plain JSON values and back, by their own type hints.

Reading is strict, since an archive may come from anybody: each value must have
the type that its field declares, and what is absent must have a default.
Unknown keys are left alone, so that an older reader takes a newer file.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from archiver.formats.tree_json import flatten_tree, raise_tree

_Coder = Callable[[Any], Any]
_TREE_FIELD = "tree"


class ShapeError(ValueError):
    """A JSON value that does not have the declared shape."""


@cache
def encoder(hint: Any) -> _Coder:  # noqa: PLR0911 - one return for each kind of type
    """Return the function that makes a JSON value of a value of type `hint`."""
    if dataclasses.is_dataclass(hint):
        return _dataclass_encoder(typing.cast("type", hint))
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        inner = encoder(_present(arguments))
        return lambda value: None if value is None else inner(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        inner = encoder(arguments[0])
        return lambda value: [inner(item) for item in value]
    if origin is tuple:
        coders = [encoder(argument) for argument in arguments]
        return lambda value: [coder(item) for coder, item in zip(coders, value, strict=True)]
    if origin is not None and issubclass(origin, Mapping):
        return dict
    if hint is datetime:
        return datetime.isoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: value.value
    return lambda value: value


@cache
def decoder(hint: Any) -> _Coder:  # noqa: PLR0911 - one return for each kind of type
    """Return the function that checks a JSON value and makes a `hint` of it.

    The function raises `ShapeError`.
    """
    if dataclasses.is_dataclass(hint):
        return _dataclass_decoder(typing.cast("type", hint))
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        inner = decoder(_present(arguments))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _text_mapping
    if hint is datetime:
        return _moment
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum_decoder(hint)
    return _plain_decoder(hint)


def _present(arguments: tuple[Any, ...]) -> Any:
    """The one type of `X | None`."""
    (present,) = [argument for argument in arguments if argument is not type(None)]
    return present


def _hints(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {item.name: hints[item.name] for item in dataclasses.fields(cls)}


def _dataclass_encoder(cls: type) -> _Coder:
    coders = {
        name: flatten_tree if name == _TREE_FIELD else encoder(hint)
        for name, hint in _hints(cls).items()
    }

    def encode(value: Any) -> dict[str, Any]:
        return {name: coder(getattr(value, name)) for name, coder in coders.items()}

    return encode


def _dataclass_decoder(cls: type) -> _Coder:
    coders = {
        name: raise_tree if name == _TREE_FIELD else decoder(hint)
        for name, hint in _hints(cls).items()
    }

    def decode(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ShapeError(f"{cls.__name__} is no object")
        found = {}
        for name, coder in coders.items():
            if name in value:
                try:
                    found[name] = coder(value[name])
                except ValueError as error:
                    raise ShapeError(f"{cls.__name__}.{name}: {error}") from None
        try:
            return cls(**found)
        except TypeError:
            raise ShapeError(f"{cls.__name__} lacks a field") from None

    return decode


def _tuple_decoder(arguments: tuple[Any, ...]) -> _Coder:
    open_ended = arguments[-1] is Ellipsis
    coders = [decoder(argument) for argument in arguments if argument is not Ellipsis]

    def decode(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ShapeError("no list")
        if open_ended:
            return tuple(map(coders[0], value))
        if len(value) != len(coders):
            raise ShapeError(f"a list of {len(value)}, not {len(coders)}")
        return tuple(coder(item) for coder, item in zip(coders, value, strict=True))

    return decode


def _text_mapping(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ShapeError("no mapping of strings")
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ShapeError("no date")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ShapeError("a date without zone")
    return moment


def _enum_decoder(cls: type[Enum]) -> _Coder:
    members = {member.value: member for member in cls}

    def decode(value: Any) -> Enum:
        if not isinstance(value, str) or value not in members:
            raise ShapeError(f"no {cls.__name__}")
        return members[value]

    return decode


def _plain_decoder(hint: Any) -> _Coder:
    """For str, int, float and bool; an int will do for a float, a bool for none."""

    def decode(value: Any) -> Any:
        if hint is float and type(value) is int:
            return float(value) if abs(value) < 1 << 53 else _refuse()
        if type(value) is not hint or (hint is float and not math.isfinite(value)):
            _refuse()
        return value

    def _refuse() -> Any:
        raise ShapeError(f"no {hint.__name__}")

    return decode
