"""Sorts of quantities that a claim may count: a closed list, since a sort decides which prior of a bias holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrit.errors import did_you_mean
from attrit.evidence.words import KINDS, ours, spellings

LOSSES = (
    *("losses", "deaths", "casualties", "injuries", "fatalities"),
    *("killed", "dead", "wounded", "injured", "captured", "prisoners", "missing"),
)
"""Words that make a sort one of losses, by themselves or in a longer key such as ``military_deaths``."""
EQUIPMENT = (
    *("tanks", "armored_vehicles", "tanks_armored_combat_vehicles", "artillery", "mlrs", "aa_systems"),
    *("aircraft", "aircraft_unspecified", "jets", "helicopters", "uavs", "ships"),
    *("vehicles", "vehicles_fuel_tanks", "special_military_motor_vehicles"),
)
"""Sorts of equipment, as `attrit fit-claims` fits biases to them."""


def broader(kind: str) -> str:
    """The sort whose prior holds where a narrower one has none: ``losses`` of ``military_deaths``; else empty.

    Parameters
    ----------
    kind
        () [-] The sort.
    """
    return "losses" if {*LOSSES} & {*kind.split("_")} else ""


def kind_faults(kind: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the sort that a claim or a prior names: what was found, what is accepted, the cure.

    Parameters
    ----------
    kind
        () [-] The sort; empty if none is stated.
    """
    if not kind or kind in KINDS or kind in EQUIPMENT or (re.fullmatch("[a-z][a-z0-9_]*", kind) and broader(kind)):
        return
    accepted = (
        f"one of {', '.join(KINDS)}; a word of losses ({', '.join(LOSSES[1:])}), or a key with one such as "
        f"military_deaths; equipment ({', '.join(EQUIPMENT)}); or an empty cell"
    )
    said = ours("kind", kind)
    cure = f"write {said}" if said != kind else ""
    yield f"unknown '{kind}'", accepted, cure or did_you_mean(kind, [*KINDS, *LOSSES, *EQUIPMENT, *spellings("kind")])
