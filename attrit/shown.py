"""How public objects show themselves: one line where Python prints them, a table where a notebook does."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

_LONGEST = 160  # signs of a line
_TEXT = 40  # signs of a text in it
_FEW = 3  # members that are written out


class Shown:
    """What a table, or a row of one, inherits to be shown; of a dataclass that makes no repr of its own."""

    __slots__ = ()

    def __repr__(self) -> str:
        return brief(self)

    def _repr_html_(self) -> str:
        return html(self)


def brief(thing: object) -> str:
    """What Python prints of an object: its fields, as many as a line takes, and of what is large its size.

    Parameters
    ----------
    thing
        () [-] A dataclass or a named tuple.
    """
    parts: list[str] = []
    for name, text in told(thing).items():
        part = f"{name}={text}"
        if sum(map(len, parts)) + 2 * len(parts) + len(part) > _LONGEST:
            parts.append("...")
            break
        parts.append(part)
    return f"{type(thing).__name__}({', '.join(parts)})"


def told(thing: object) -> dict[str, str]:
    """The fields of an object by name, each in a few signs.

    Parameters
    ----------
    thing
        () [-] A dataclass or a named tuple.
    """
    names = getattr(thing, "_fields", ()) or getattr(thing, "__dataclass_fields__", ())
    return {name: _short(getattr(thing, name)) for name in names}


def line(thing: object, said: str) -> str:
    """What Python prints of an object of which more is to be said than its fields.

    Parameters
    ----------
    thing
        () [-] The object.
    said
        () [-] What there is to say.
    """
    return f"<{type(thing).__name__} {_cut(said, _LONGEST)}>"


def html(thing: object) -> str:
    """What a notebook shows of an object. Loaded by name, since what draws tables stands above all that is shown.

    Parameters
    ----------
    thing
        () [-] The object.
    """
    made: str = importlib.import_module("attrit.views.notebook").html(thing)
    return made


def _short(value: object) -> str:
    if isinstance(value, str):
        return repr(_cut(value, _TEXT))
    if isinstance(value, float):
        return f"{value:.6g}"
    shape = getattr(value, "shape", ())
    if isinstance(shape, tuple) and shape:
        return f"<{' x '.join(map(str, shape))} numbers>"
    if isinstance(value, Mapping | tuple | list | frozenset | set):
        plain = not isinstance(value, Mapping) and len(value) <= _FEW
        if plain and all(isinstance(one, str | int | float) for one in value):
            return f"({', '.join(map(_short, value))})"
        return f"<{len(value)} {'entry' if len(value) == 1 else 'entries'}>"
    if value is None or isinstance(value, bool | int):
        return str(value)
    name = getattr(value, "name", None)
    return f"<{type(value).__name__}{f' {_cut(name, _TEXT)}' if isinstance(name, str) else ''}>"


def _cut(text: str, most: int) -> str:
    """A text in one line of so many signs at most."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."
