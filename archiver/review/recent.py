"""What was used last and is costly to make: kept within a limit, made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, those used last; what several threads ask for at once is made once."""

    def __init__(self, limit: int, size_of: Callable[[V], int] = lambda _: 1) -> None:
        """Keep values of `limit` together, as `size_of` measures them; the last one always."""
        self._limit = limit
        self._size_of = size_of
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._size = 0
        self._makers: dict[K, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, made now when it is not kept; passes on what it raises."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
                return found[0]
            maker = self._makers.setdefault(key, threading.Lock())
        with maker:
            with self._lock:
                found = self._values.get(key)
            if found is not None:
                return found[0]
            try:
                value = make()
                self._put(key, value)
                return value
            finally:
                with self._lock:
                    self._makers.pop(key, None)

    def peek(self, key: K) -> V | None:
        """Return the value of a key when it is kept."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V) -> None:
        """Keep a value in the place of what the key had."""
        self.forget(lambda each: each == key)
        self._put(key, value)

    def forget(self, is_gone: Callable[[K], bool]) -> None:
        """Drop the values of keys that are not true any more."""
        with self._lock:
            for key in [key for key in self._values if is_gone(key)]:
                self._size -= self._values.pop(key)[1]

    def _put(self, key: K, value: V) -> None:
        size = self._size_of(value)
        with self._lock:
            self._values[key] = (value, size)
            self._size += size
            while self._size > self._limit and len(self._values) > 1:
                _, (_, freed) = self._values.popitem(last=False)
                self._size -= freed
