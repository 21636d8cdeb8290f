"""Counting the arithmetic of attrit's kernel by running its source on numbers that count.

`twin` copies a compiled function and all that it draws on into plain Python in which every number is a `Number`. The
copy computes what the kernel computes, in the same precision, so its result tells whether the count is of the right
thing. What is counted is what the source asks for in each lane: of `a if c else b` the comparison and the branch
taken. Compiled code does both branches, and less where the compiler sees a shortcut.
"""

from __future__ import annotations

import builtins
import math
import operator
import types
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core.dispatcher import Dispatcher
from numba.extending import _Intrinsic

from attrit.model import arithmetic

SIMPLE, DIVISIONS, ROOTS, FUSED, INTEGER = range(5)
TITLES = (
    "additions, products, comparisons",
    "divisions",
    "square roots",
    "fused multiply-adds",
    "on integers and bits",
)
COUNTS = [0] * len(TITLES)


class Number:
    """A NumPy number that counts what is done with it; changes of sign are free."""

    __slots__ = ("value",)
    __array_ufunc__ = None  # so that NumPy leaves mixed operations to this class

    def __init__(self, value: Any) -> None:
        self.value = value

    def __neg__(self) -> Number:
        return Number(-self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __index__(self) -> int:
        return operator.index(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def view(self, kind: Kind) -> Number:
        """The same bits as another kind of number."""
        return Number(self.value.view(kind.kind))


def plain(x: Any) -> Any:
    """The NumPy number in a Number; anything else as it is."""
    return x.value if isinstance(x, Number) else x


def _counted(name: str, kind: int, compares: bool) -> Callable[[Number, Any], Any]:
    act = getattr(operator, name)

    def method(self: Number, other: Any) -> Any:
        found = act(self.value, plain(other))
        COUNTS[kind if isinstance(self.value, np.floating) else INTEGER] += 1
        return bool(found) if compares else Number(found)

    return method


def _reflected(name: str, kind: int) -> Callable[[Number, Any], Number]:
    act = getattr(operator, name)

    def method(self: Number, other: Any) -> Number:
        COUNTS[kind if isinstance(self.value, np.floating) else INTEGER] += 1
        return Number(act(plain(other), self.value))

    return method


for _name in ("add", "sub", "mul", "truediv", "and_", "or_", "xor", "lshift", "rshift"):
    _kind = DIVISIONS if _name == "truediv" else SIMPLE
    setattr(Number, f"__{_name.rstrip('_')}__", _counted(_name, _kind, False))
    setattr(Number, f"__r{_name.rstrip('_')}__", _reflected(_name, _kind))
for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Number, f"__{_name}__", _counted(_name, SIMPLE, True))
setattr(Number, "__hash__", None)  # noqa: B010


class Kind:
    """Twin of a NumPy type: makes Numbers; changing an integer into a float, or back, counts as one on integers."""

    def __init__(self, kind: Any) -> None:
        self.kind = kind

    def __call__(self, x: Any) -> Number:
        value = plain(x)
        if isinstance(x, Number) and isinstance(value, np.floating) != issubclass(self.kind, np.floating):
            COUNTS[INTEGER] += 1
        return Number(self.kind(value))


def root(x: Any) -> Number:
    """Square root."""
    COUNTS[ROOTS] += 1
    return Number(np.sqrt(plain(x)))


def rounded(act: Callable[[Any], Any]) -> Callable[[Any], Number]:
    """Twin of a way of rounding."""

    def method(x: Any) -> Number:
        COUNTS[SIMPLE] += 1
        return Number(act(plain(x)))

    return method


def fused(a: Any, b: Any, c: Any) -> Number:
    """a * b + c in one rounding (in double precision, then rounded: the same but for one case in 2**29)."""
    COUNTS[FUSED] += 1
    return Number(np.float32(float(a) * float(b) + float(c)))


def record(w: Any, start: Any, length: Any) -> Any:
    """Part of the workspace."""
    return w[int(start) : int(start) + int(length)]


def empty(size: Any, kind: Any = None) -> Any:
    """Room for Numbers."""
    return np.zeros(size, object)


INSTEAD = {"record": record, "mad": fused}
NUMPY = types.SimpleNamespace(
    empty=empty,
    **{name: Kind(getattr(np, name)) for name in ("float32", "float64", "int32", "int64", "uint32", "uint64")},
)
MATH = types.SimpleNamespace(sqrt=root, floor=rounded(np.floor), ceil=rounded(np.ceil))


def twin(thing: Any, made: dict[Any, Any]) -> Any:
    """The counting twin of whatever a function of the kernel may refer to."""
    if isinstance(thing, Dispatcher | _Intrinsic):
        function = thing.py_func if isinstance(thing, Dispatcher) else thing._defn
        return INSTEAD.get(function.__name__) or function_twin(function, made)
    if thing is np or thing is math:
        return NUMPY if thing is np else MATH
    if isinstance(thing, types.ModuleType):
        return ModuleTwin(thing, made)
    if isinstance(thing, type) and issubclass(thing, np.generic):
        return Kind(thing)
    if isinstance(thing, np.generic):
        return Number(thing)
    if isinstance(thing, tuple):
        return tuple(twin(part, made) for part in thing)
    return thing


def function_twin(function: Any, made: dict[Any, Any]) -> Any:
    """A copy of a function that sees only twins."""
    if function not in made:
        if not function.__module__.startswith("attrit."):
            raise SystemExit(f"operations: no counting twin for {function.__module__}.{function.__name__}")
        names: dict[str, Any] = {"__builtins__": builtins}
        made[function] = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        for name in function.__code__.co_names:
            if name in function.__globals__:
                names[name] = twin(function.__globals__[name], made)
    return made[function]


class ModuleTwin:
    """A module whose functions and constants are twins."""

    def __init__(self, module: types.ModuleType, made: dict[Any, Any]) -> None:
        self.module, self.made = module, made

    def __getattr__(self, name: str) -> Any:
        value = twin(getattr(self.module, name), self.made)
        setattr(self, name, value)
        return value


def numbers(values: Any) -> Any:
    """An array of Numbers."""
    found = np.empty(values.shape, object)
    for place, value in np.ndenumerate(values):
        found[place] = Number(value)
    return found


def count(run: Callable[[], object]) -> list[int]:
    """What a call counts."""
    before = list(COUNTS)
    with np.errstate(all="ignore"):
        run()
    return [after - earlier for after, earlier in zip(COUNTS, before, strict=True)]


def lanes() -> int:
    """Draws that the kernel plays side by side."""
    return int(arithmetic.LANES)
