"""What a run can tell: every outcome with its place in the workspace, its unit and its meaning."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """One outcome: where its rows stand, its dim beyond arm and draw, unit and meaning."""

    kind: str
    row: str
    unit: str
    title: str


# name -> record kind, row, unit, long name. Kind 'objective' is the front whose ground is the objective.
OUTCOMES: dict[str, Outcome] = {
    "area_held": Outcome("objective", "map", "km2", "ground held, as the map reports it"),
    "area_held_or_contested": Outcome("objective", "map_contested", "km2", "ground held or contested, on the map"),
    "area_held_true": Outcome("objective", "area", "km2", "ground held"),
    "area_at_talks": Outcome("objective", "area_at_talks", "km2", "ground held on the day of talks, or at the end"),
    "recovered_day": Outcome("objective", "recovered_day", "day", "day of recovery (inf: not recovered)"),
    "before_talks": Outcome("objective", "before_talks", "1", "chance that recovery came before talks"),
    "first_collapse": Outcome("objective", "first_collapse", "day", "day of the first collapse (inf: none)"),
    "lost_by_pressure": Outcome("objective", "by_pressure", "km2", "ground lost by pressure"),
    "lost_by_withdrawal": Outcome("objective", "by_withdrawal", "km2", "ground given up"),
    "lost_by_collapse": Outcome("objective", "by_collapse", "km2", "ground lost by collapse"),
    "retaken": Outcome("objective", "by_recapture", "km2", "ground retaken by the holder"),
    "tempo": Outcome("objective", "tempo", "1", "tempo of the attack"),
    "pace": Outcome("objective", "pace", "1", "pace of events"),
    "interdiction": Outcome("objective", "road_lost", "1", "share of the supply road's capacity lost"),
    "attacker_rate": Outcome("objective", "rate_a", "1/day", "ten-day mean of the attacker's daily losses"),
    "holder_rate": Outcome("objective", "rate_d", "1/day", "ten-day mean of the holder's daily losses"),
    "force_ratio": Outcome("objective", "ratio", "1", "force ratio against the first day"),
    "front_area": Outcome("fronts", "area", "km2", "ground held by front"),
    "sector_area": Outcome("sectors", "area", "km2", "ground held by sector"),
    "losses": Outcome("sides", "losses", "person", "losses in the theatre (killed, wounded and captured)"),
    "stock": Outcome("sides", "stock", "round", "rounds in stock"),
    "pool": Outcome("sides", "pool", "person", "trained men waiting"),
    "training": Outcome("sides", "training", "person", "men in training for the theatre"),
    "supply": Outcome("sides", "supply", "1", "rounds fired as a share of those wanted"),
    "supply_days": Outcome("sides", "supply_days", "day", "days of supply in stock"),
    "fires": Outcome("sides", "fires", "1", "fires against the first day"),
    "need": Outcome("sides", "need", "1", "need of outside help (1: in balance)"),
    "initial": Outcome("groups", "initial", "person", "men on the first day"),
    "joined": Outcome("groups", "joined", "person", "men who joined: arrivals, reserves, replacements"),
    "present": Outcome("groups", "present", "person", "men present"),
    "lost": Outcome("groups", "lost", "person", "killed, wounded and captured"),
    "killed": Outcome("groups", "killed", "person", "killed"),
    "wounded": Outcome("groups", "wounded", "person", "wounded, those who return included"),
    "captured": Outcome("groups", "captured", "person", "captured"),
    "hospital": Outcome("groups", "hospital", "person", "wounded who will return"),
    "disabled": Outcome("groups", "disabled", "person", "wounded who will not return"),
    "withdrawn": Outcome("groups", "withdrawn", "person", "men who left the theatre"),
    "line": Outcome("groups", "line", "person", "men in the front line"),
    "rest": Outcome("groups", "rest", "1", "share of units out of the line"),
    "worn": Outcome("groups", "worn", "1", "lasting effectiveness"),
    "quality": Outcome("groups", "quality", "1", "quality of a man"),
    "learning_time": Outcome("groups", "learning_time", "day", "time constant of learning"),
    "exposure": Outcome("groups", "exposure", "day", "days in contact"),
    "technology": Outcome("supporters", "technology", "1", "techniques handed over, as a share of all there is"),
    "called_day": Outcome("supporters", "called_day", "day", "day a further tranche was decided (inf: none)"),
    "reacted": Outcome("third_parties", "reacted", "1", "whether the third party has reacted"),
    "reacted_day": Outcome("third_parties", "reacted_day", "day", "day of its reaction (inf: none)"),
    "escalation": Outcome("world", "w_escalation", "1", "level of escalation"),
    "escalated": Outcome("world", "w_escalated", "1", "whether the level ever passed the threshold"),
    "talks_day": Outcome("world", "w_talks_day", "day", "day of talks (inf: none yet)"),
}  # fmt: skip

# record kind -> dim of its outcomes beyond arm and draw
DIMS = {
    "fronts": "front",
    "sectors": "sector",
    "sides": "side",
    "groups": "group",
    "supporters": "supporter",
    "third_parties": "party",
}
DATES = ("recovered_day", "first_collapse", "called_day", "reacted_day", "talks_day")  # inf where it never comes
ONE_A_WORLD = tuple(name for name, about in OUTCOMES.items() if about.kind in ("objective", "world"))
