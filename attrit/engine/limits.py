"""How large a run may be. Apart from the engine, so that a wrong number is refused before anything is compiled."""

from __future__ import annotations

import operator

from attrit.errors import Problem, ScenarioError

_RANGES = {
    "draws": (1, 100_000_000), "seed": (0, 2**63 - 1), "horizon": (1, 3650), "steps": (1, 1000), "threads": (1, 1024),
    "particles": (1, 2**40 - 1),
}  # fmt: skip


def checked(*also: Problem, **asked: object) -> dict[str, int]:
    """Numbers that must be whole and in their range; 1e6 is whole.

    Parameters
    ----------
    *also
        () [-] What else is wrong with what is asked, to be said at once.
    **asked
        () [1] ``draws``, ``seed``, ``horizon``, ``steps``, ``threads`` or ``particles``.

    Raises
    ------
    ScenarioError
        One is not.
    """
    found, problems = {}, []
    for name, value in asked.items():
        low, high = _RANGES[name]
        try:
            found[name] = operator.index(int(value) if isinstance(value, float) and value.is_integer() else value)  # type: ignore[arg-type]
        except TypeError:
            problems.append(Problem("", name, f"found {value!r:.40}", "a whole number"))
            continue
        if not low <= found[name] <= high:
            problems.append(Problem("", name, f"{found[name]} is out of range", f"{low} to {high}"))
    if problems or also:
        raise ScenarioError([*problems, *also])
    return found
