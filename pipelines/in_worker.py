"""Calls of functions that a worker has loaded anyway, and the process that asks for them never does."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InWorker(Generic[T]):
    """`function` of `module`, looked up where it is called; picklable. `T` is what it returns."""

    module: str
    function: str

    def __call__(self, *given: Any, **named: Any) -> T:
        function: Callable[..., T] = getattr(import_module(self.module), self.function)
        return function(*given, **named)
