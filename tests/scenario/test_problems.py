"""Every kind of mistake in a scenario file: said where it stands, with what is accepted and the cure."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from attrit.errors import ScenarioError
from attrit.scenario.document import MOST
from attrit.scenario.files import load, parse
from attrit.scenario.files import problems as problems_of_file
from tests.scenario.edits import LEDGER, MARK, edited, marked, problems

GAIN = "{p05: 0.8, p50: 2, p95: 5, unit: km2/day, class: judgement, source: invented}"
EXCHANGE = "{fit: exchange_ratio}"
FORMULA = '"= southern_army"'
EVENT = "{on: 2030-03-20, side: south, stock: 20 000 round, "
ABSENT = "{groups.brigade.men: 0 person}"
PAIR = "[fronts.valleys.attacker_loss_rate, fronts.valleys.gain]"
PACT = "    reading: narrow\n"

# (old text, new text with § where the problem stands, the message after the place)
SHAPE = [
    ("format: 1 ", "format: §2 ", "format: format 2; format: 1; this version of attrit reads no other"),
    ("name: template", "name: §The template", "name: found 'The template', wanted small letters, digits and _"),
    ("title: The North", "§titel: The North", "sides.north.titel: unknown key 'titel'; did you mean 'title'?"),
    (
        "adjective: Northern",
        "adjective: §5",
        "sides.north.adjective: found 5, wanted a text; put it between quote signs",
    ),
    ("adjective: Northern", "adjective: §''", "sides.north.adjective: found '', wanted a text that is not empty"),
    (
        "adjective: Northern",
        r'adjective: §"The \x1b North"',
        "sides.north.adjective: U+001B in the text, which is a control sign or none at all; signs that can be read",
    ),
    ("adjective: Northern", r'adjective: §"The \ufffe North"', "sides.north.adjective: U+FFFE in the text"),
    (GAIN, GAIN.replace("invented", r'§"inv\0ented"'), "fronts.valleys.gain.source: U+0000 in the text"),
    ("adjective: Northern", "adjective: §[a]", "sides.north.adjective: found a list, wanted a text"),
    ("    holder: north\n", "", "fronts.valleys.holder: 'holder' is missing; the side that holds it"),
    ("arrives: on ", "arrives: §perhaps ", "groups.brigade.arrives: found 'perhaps', wanted on or off"),
    (
        "sectors: [upper_valley]",
        "sectors: §upper_valley",
        "groups.brigade.sectors: found 'upper_valley', wanted a list",
    ),
    ("  pact:\n", "  §Pact:\n", "rules.Pact: 'Pact' is not a name; small letters, digits and _, beginning with"),
    ("line_share: 0.1,", "line_share: §2,", "roles.rear.line_share: found 2, wanted a number less than or equal to 1"),
    ("rho: 0.3", "rho: §1.5", "correlations.0.rho: found 1.5, wanted a number less than 1"),
    ("rho: 0.3", "rho: §high", "correlations.0.rho: found 'high', wanted a number"),
    (PAIR, "§[fronts.valleys.gain]", "correlations.0.inputs: found 1 in the list, wanted at least 2"),
    ("on: 2030-03-20", "day: §soon", "events.0.day: found 'soon', wanted a whole number"),
    ("as_of: 2030-03-01", "as_of: §2030-02-30", "as_of: '2030-02-30' is not a date; 2024-11-16"),
    ("map: off", "map: §of", "mechanisms.map: found 'of', wanted on, off or a mapping"),
    (
        "map: off",
        "recovery: §off",
        "mechanisms.recovery: found 'off', wanted a mapping; this part cannot be switched off",
    ),
    ("collapse: {", "§colapse: {", "mechanisms.colapse: unknown key 'colapse'; did you mean 'collapse'?"),
    ("readings: {", "readings: §7 # {", "rules.pact.readings: found 7, wanted a mapping of names"),
]
VALUES = [
    (GAIN, "§[1, 2]", "fronts.valleys.gain: found a list, wanted a number with a unit such as 35 000 person, '= formula'"),
    (GAIN, GAIN.replace("source", "§sauce"), "fronts.valleys.gain.sauce: unknown key 'sauce'; one of times, meaning, unit, class, source, claims, before, p05, p50, p95, shape; did you mean 'source'?"),
    (GAIN, "{p05: 1, p50: 2, p95: 5, unit: §km2/dya, class: judgement}", "fronts.valleys.gain.unit: unknown unit 'km2/dya'"),
    (GAIN, "{p05: 1, p50: 2, p95: 5, unit: §km2, class: judgement}", "fronts.valleys.gain.unit: found a number in km2, wanted a number in km2/day"),
    (GAIN, "§{p05: 1, p50: 2, p95: 5, class: judgement}", "fronts.valleys.gain: no unit; also 'unit: km2/day'"),
    (GAIN, "{p05: 1, p50: 2, p95: 5, unit: km2/day, class: §guess}", "fronts.valleys.gain.class: found 'guess', wanted claim, fit, literature or judgement"),
    (GAIN, "§{p05: 1, p50: 2, p95: 5, unit: km2/day, class: literature}", "fronts.valleys.gain: 'class: literature' without its source; also 'source: ...'"),
    (GAIN, "§{p05: 3, p50: 2, p95: 5, unit: km2/day, class: judgement}", "fronts.valleys.gain: quantiles 3, 2, 5 do not rise"),
    (GAIN, "§{p05: 1, p50: 2, p95: 2e5, unit: km2/day, class: judgement}", "fronts.valleys.gain: 200000 km2/day is out of range; 0 to 100000 km2/day"),
    (GAIN, "{p05: §.nan, p50: 2, p95: 5, unit: km2/day, class: judgement}", "fronts.valleys.gain.p05: found nan, wanted a finite number"),
    (GAIN, "§{times: 2}", "fronts.valleys.gain: there is no default to scale; a number with a unit"),
    (GAIN, "§2", "fronts.valleys.gain: '2' has no unit; for example 2 km2/day"),
    (EXCHANGE, "{fit: §exchange_rato}", "fronts.valleys.exchange_ratio.fit: no fit 'exchange_rato'; one of front_gain_kursk,"),
    (EXCHANGE, "{fit: §loss_rate_attacker}", "fronts.valleys.exchange_ratio.fit: found a number in 1/day, wanted a plain number"),
    (EXCHANGE, "{claims: §men}", "fronts.valleys.exchange_ratio.claims: the scenario has no ledger of claims; name one at the top"),
    (EXCHANGE, "{value: 1, class: claim, claims: §[C1]}", "fronts.valleys.exchange_ratio.claims: no claim 'C1' by 2030-03-01; ids of the ledger"),
    ("men: 4 000 person", "men: §4000", "groups.brigade.men: '4000' has no unit; for example 4000 person"),
    ("men: 4 000 person", "men: §4,000 person", "groups.brigade.men: '4,000 person' is not clear; a point for decimals, blanks in long numbers; write 4000 person"),
    ("men: 4 000 person", "men: §4.000 person", "groups.brigade.men: '4.000 person' is not clear; a point for decimals, blanks in long numbers; write 4000 person"),
    ("men: 4 000 person", "men: §many", "groups.brigade.men: 'many' is not a number; a number with a unit"),
    ("men: 4 000 person", "men: §4 000 tons", "groups.brigade.men: unknown unit 'tons'"),
    ("men: 4 000 person", "men: §-4 person", "groups.brigade.men: -4 person is out of range; 0 to 100000000 person"),
    ("area_share: 0.4", "area_share: §0,4", "sectors.upper_valley.area_share: '0,4' is not clear; a point for decimals, blanks in long numbers; write 0.4"),
    ("horizon: 120 day", "horizon: §120", "horizon: '120' has no unit; whole days from 1 to 3650, such as 180 day"),
    ("horizon: 120 day", "horizon: §0.5 day", "horizon: a horizon of 0.5 day; whole days from 1 to 3650"),
    ("law: {mixed: 0.5,", "law: §{mixed: 0.6,", "hypotheses.law: the weights sum to 1.1; a sum of 1"),
    ("law: {mixed: 0.5,", "law: {mixed: §0,", "hypotheses.law.mixed: found 0, wanted a number greater than 0"),
    ("law: {mixed: 0.5, square: 0.1, linear: 0.2, logarithmic: 0.2}", "law: §{source: none}", "hypotheses.law: no hypothesis; names with their weights"),
]  # fmt: skip
FORMULAS = [
    (FORMULA, '§"= southern_amry"', "groups.southerners.men: 'southern_amry' in the formula is no input; did you mean 'southern_army'?"),
    (FORMULA, '§"= southern_army +"', "groups.southerners.men: 'southern_army +' is not a formula; numbers, + - * / ( )"),
    (FORMULA, '§"= southern_army ** 2"', "groups.southerners.men: 'southern_army ** 2' is not part of a formula"),
    (FORMULA, '§"= abs(southern_army)"', "groups.southerners.men: 'abs(southern_army)' cannot be called"),
    (FORMULA, '§"= 1e999"', "groups.southerners.men: a number is not finite"),
    (FORMULA, '§"= southern_army / 0"', "groups.southerners.men: the formula divides by 0 at the medians"),
    (FORMULA, '§"= -southern_army"', "groups.southerners.men: the formula gives -40000 at the medians (southern_army 40000); 0 to 100000000 person"),
    (FORMULA, f'§"= {"-" * 60}1"', "groups.southerners.men: the formula is nested too deeply"),
    (FORMULA, f'§"= {"1 + " * 200}1"', "groups.southerners.men: the formula is too long; at most 400 signs"),
    (FORMULA, '§"= groups.southerners.men"', "groups.southerners.men: formulas in a circle: groups.southerners.men -> groups.southerners.men"),
]  # fmt: skip
REFERENCES = [
    ("base: committed", "base: §comitted", "base: no arm 'comitted'; one of committed, absent, doubled, lower_valley; did you mean 'committed'?"),
    ("against: absent", "against: §absnt", "against: no arm 'absnt'"),
    ("objective: valleys", "objective: §valley", "objective: no front 'valley'; one of valleys; did you mean 'valleys'?"),
    ("contingent: [brigade]", "contingent: [brigade, §brigad]", "contingent.1: no group 'brigad'"),
    ("reserve_group: northerners", "reserve_group: §northener", "sides.north.reserve_group: no group 'northener'"),
    ("holder: north", "holder: §norht", "fronts.valleys.holder: no side 'norht'; one of north, south; did you mean 'north'?"),
    ("taken_from: south ", "taken_from: §nort ", "fronts.valleys.taken_from: no side 'nort'; one of north, south; did you mean 'north'?"),
    ("taken_from: south ", "taken_from: §north ", "fronts.valleys.taken_from: 'north' holds it; the other side, from which it was taken"),
    ("host: southerners", "host: §suotherners", "groups.brigade.host: no group 'suotherners'"),
    ("supporter: ally", "supporter: §alli", "groups.brigade.supporter: no supporter 'alli'; one of ally; did you mean 'ally'?"),
    ("own_sector: upper_valley", "own_sector: §uper_valley", "groups.brigade.own_sector: no sector 'uper_valley'"),
    ("role: task", "role: §tusk", "groups.brigade.role: no role 'tusk'; one of rear, assault, law, task, command; did you mean 'task'?"),
    ("command: command", "command: §comand", "groups.brigade.command: no command 'comand'; one of integrated, own_sector, law, task, command"),
    ("tranche_to: brigade", "tranche_to: §brigad", "supporters.ally.tranche_to: no group 'brigad'"),
    ("feeds: north", "feeds: §nort", "third_parties.neighbour.feeds: no side 'nort'"),
    ("escalation: 0.2", "influence: {§neighbor: 0.2}", "third_parties.neighbour.influence.neighbor: no third party 'neighbor'; one of neighbour"),
    ("binds: [brigade]", "binds: [§brigada]", "rules.pact.binds.0: no group 'brigada'"),
    (PACT, "    reading: §narow\n", "rules.pact.reading: no reading 'narow'; one of narrow, wide; did you mean 'narrow'?"),
    ("side: south, stock", "side: §suoth, stock", "events.0.side: no side 'suoth'"),
    ("law: {mixed", "law: {§mixd", "hypotheses.law.mixd: no law 'mixd'; one of deitchman, dupuy, epstein, hartley, helmbold, linear, logarithmic, mixed, square; did you mean 'mixed'?"),
    ("law: {mixed", "law: {§engel", "hypotheses.law.engel: no law of a campaign 'engel'; one of deitchman, dupuy, epstein, hartley, helmbold, linear, logarithmic, mixed, square; its losses are those of the square law"),
    ("task: {rear", "task: {§raer", "hypotheses.task.raer: no role or command 'raer'"),
    (ABSENT, "{§groups.brigad.men: 0 person}", "arms.absent.change.groups.brigad.men: nothing is called 'groups.brigad.men'; did you mean 'groups.brigade.men'?"),
    (ABSENT, "{§brigade.men: 0 person}", "arms.absent.change.brigade.men: nothing is called 'brigade.men'; did you mean 'groups.brigade.men'?"),
    (ABSENT, "{§horizon: 20 day}", "arms.absent.change.horizon: an arm cannot change 'horizon'; change it at its own place, for all arms alike"),
    (ABSENT, "{groups.brigade.men: §0 km}", "arms.absent: groups.brigade.men: found a number in km, wanted a number in person"),
    (ABSENT, "{groups.brigade.men: {p05: 1, p50: 2, p95: 3, unit: §persn, class: judgement}}", "arms.absent: groups.brigade.men.unit: unknown unit 'persn'"),
    (ABSENT, "{hypotheses.task: §raer}", "arms.absent: hypotheses.task: no role or command 'raer'"),
    (ABSENT, "{groups.brigade.men: {times: §-1}}", "arms.absent: groups.brigade.men.times: found -1, wanted a number greater than or equal to 0"),
    (PAIR, "[fronts.valleys.gain, §fronts.valley.works]", "correlations.0.inputs.1: nothing is called 'fronts.valley.works'"),
    (PAIR, "[fronts.valleys.gain, §works]", "correlations.0.inputs.1: 'works' may mean several things; one of sectors.upper_valley.works, sectors.lower_valley.works"),
]  # fmt: skip
CROSS = [
    ("\nsides:\n", "\n§sides:\n  west: {title: West}\n", "sides: 3 sides; two"),
    ("area_share: 0.6", "area_share: §0.5", "sectors.lower_valley.area_share: the sectors of front 'valleys' have 0.9 of its ground together; area shares that sum to 1"),
    ("    men: {p05: 22000", "    arrives: on\n    men: {p05: 22000", "fronts.valleys: side 'north' has no group on front 'valleys' on the first day; one without 'arrives: on'"),
    ("fronts:\n", "fronts:\n  §empty: {holder: north, area_held: 1 km2, gain: 1 km2/day, attacker_loss_rate: 1 %/day, exchange_ratio: 1}\n", "fronts.empty: no sector is on front 'empty'; at least one"),
    ("host: southerners", "host: §northerners", "groups.brigade.host: host 'northerners' is of side 'north'; one of side 'south'"),
    ("host: southerners", "host: §brigade", "groups.brigade.host: the group is its own host; another group, or no host"),
    ("reserve_group: northerners", "reserve_group: §southerners", "sides.north.reserve_group: group 'southerners' is of side 'south'; one of side 'north'"),
    ("    side: south\n    rounds: 400 round/day\n    tranche_to: brigade", "    side: north", "groups.brigade.supporter: supporter 'ally' is of side 'north'; one of side 'south'"),
    ("own_sector: upper_valley ", "own_sector: §lower_valley ", "groups.brigade.own_sector: sector 'lower_valley' is not among the group's sectors"),
    ("    own_sector: upper_valley ", "    #", "groups.brigade.command: may have a sector of its own; also 'own_sector: SECTOR'"),
    ("role: task", "role: §command", "groups.brigade.role: hypothesis 'command' is not about a role"),
    ("command: command", "command: §task", "groups.brigade.command: hypothesis 'task' is not about a command"),
    ("  task: {rear: 0.6", "  §rear: assault\n  task: {rear: 0.6", "hypotheses.rear: 'rear' is a role or command itself; another name"),
    ("  rear: {line_share: 0.1", "  §rear: {line_share: 0.8", "roles.rear: line and second line have 1.1 of the men; at most 1"),
    (EVENT, "§{side: south, stock: 20 000 round, ", "events.0: an event has either 'on' or 'day'"),
    (EVENT, "§{day: 3, side: south, ", "events.0: an event has either 'stock' or 'pool'"),
    (EVENT, "{on: §2030-02-20, side: south, stock: 1 round, ", "events.0.on: 2030-02-20 lies before 2030-03-01; a later day; day 0 is as_of"),
    (EVENT, "{day: 3, side: south, stock: §20 person, ", "events.0.stock: '20 person' cannot be added; a number in round above 0"),
    (EVENT, "{day: 3, side: south, pool: §lots, ", "events.0.pool: 'lots' is not a number"),
    (PAIR, "[fronts.valleys.gain, §groups.brigade.men]", "correlations.0.inputs.1: groups.brigade.men is certain or a formula; an input whose prior is normal, lognormal, logit"),
    (PAIR, "[fronts.valleys.gain, §arrival_day]", "correlations.0.inputs.1: 'arrival_day' may mean several things"),
    (PAIR, "[fronts.valleys.gain, §groups.brigade.arrival_day]", "correlations.0.inputs.1: groups.brigade.arrival_day has a uniform prior"),
    (PAIR, "§[fronts.valleys.gain, fronts.valleys.gain]", "correlations.0.inputs: an input with itself; each pair of two inputs once"),
]  # fmt: skip
CASES = [*SHAPE, *VALUES, *FORMULAS, *REFERENCES, *CROSS]


@pytest.mark.parametrize(("old", "new", "message"), CASES, ids=[case[2][:60] for case in CASES])
def test_a_mistake_is_said_at_its_place(old: str, new: str, message: str) -> None:
    text, places = marked(edited((old, new)))
    found = problems(text)
    assert len(found) == 1, [str(problem) for problem in found]
    where, said = found[0].where, str(found[0])
    assert said.startswith(f"{where}: {message}")
    if places:
        assert [where] == places
    else:  # what is missing has no place of its own: the thing that lacks it is named
        assert re.fullmatch(r"war\.yaml:\d+:\d+", where)


def test_every_mistake_of_a_file_is_reported_at_once_in_its_order() -> None:
    text, places = marked(
        edited(
            ("horizon: 120 day", "horizon: §120 km"),
            ("law: {mixed: 0.5,", "law: §{mixed: 0.7,"),
            ("title: The South", "§titel: The South"),
            ("area_held: 600 km2", "area_held: §600 km"),
            ("side: north\n    front: valleys", "side: §nroth\n    front: §valley"),
            ("men: 4 000 person", "men: §4000"),
            (FORMULA, '§"= southern_amry"'),
            (ABSENT, "{§groups.brigad.men: 0 person}"),
        )
    )
    assert [problem.where for problem in problems(text)] == sorted(
        places, key=lambda place: [int(n) for n in re.findall(r"\d+", place)]
    )


def test_what_follows_from_a_mistake_is_not_reported_too() -> None:
    """A broken section, thing or value says nothing about what refers to it."""
    for old, new in [
        ("\nsectors:\n", "\nsectors: 3\nsectors_: \n"),
        ("  northerners:\n    title: Northern army", "  northerners:\n    titel: Northern army"),
        ("southern_army: {p05", "southern_army: {p5"),
        ("as_of: 2030-03-01", "as_of: yesterday"),
    ]:
        found = [problem.path.split(".")[0] for problem in problems(edited((old, new)))]
        assert set(found) <= {"sectors", "sectors_", "groups", "quantities", "as_of"} and found


def test_an_empty_section_and_a_missing_one() -> None:
    text = re.sub(
        r"(?s)\narms:\n.*", "\narms: {}\n", edited(("base: committed", "base: x"), ("against: absent", "against: x"))
    )
    assert [problem.found for problem in problems(text)] == ["no arm 'x'", "no arm 'x'", "no arm"]
    without = re.sub(r"(?s)\narms:\n.*", "\n", edited())
    assert [str(problem) for problem in problems(without)] == [
        "war.yaml:1:1: arms: 'arms' is missing; A course of action."
    ]


def test_a_section_of_outside_states_may_be_absent_unless_something_refers_to_it() -> None:
    text = edited(("supporters:", "supporters: {}\nignored_:"))
    assert "groups.brigade.supporter: no supporter 'ally'; 'supporters' lists none" in str(problems(text)[0])


@pytest.mark.parametrize(
    ("rhos", "holds"), [((0.9, 0.9, 0.7), True), ((0.9, 0.9, -0.9), False), ((0.5, 0.5, 0.5), True)]
)
def test_correlations_must_hold_all_at_once(rhos: tuple[float, float, float], holds: bool) -> None:
    names = ["fronts.valleys.gain", "fronts.valleys.exchange_ratio", "brigade.quality"]
    pairs = [(names[0], names[1]), (names[1], names[2]), (names[0], names[2])]
    lines = [f"  - {{inputs: [{one}, {two}], rho: {rho}}}" for (one, two), rho in zip(pairs, rhos, strict=True)]
    start = "  - {inputs: [fronts.valleys.attacker_loss_rate, fronts.valleys.gain], rho: 0.3, reason: both rise with the tempo}"
    text = edited((start, "\n".join(lines)))
    found = problems(text)
    assert bool(found) is not holds
    if found:
        place = f"war.yaml:{text[: text.index(lines[2])].count(chr(10)) + 1}:"
        said = "correlations.2.rho: the correlations cannot all hold at once"
        assert str(found[0]).startswith(place) and said in str(found[0])


def test_a_placement_that_a_rule_forbids_is_a_problem_of_the_file() -> None:
    text, places = marked(
        edited(
            ("    sectors: [upper_valley] ", "    #"),
            ("south\n    front: valleys\n    #", "south\n    front: §valleys\n    #"),
        )
    )
    assert [str(problem) for problem in problems(text)] == [
        f"{places[0]}: groups.brigade.front: group 'brigade' stands in sector 'lower_valley' (territory disputed_soil); "
        "rule 'pact' read as 'narrow' permits southern_soil; to allow it: --set pact.reading=wide"
    ]
    unplaced = edited(("    territory: southern_soil ", "    #"))
    assert "(territory not stated); rule 'pact' read as 'narrow' permits southern_soil" in str(problems(unplaced)[0])


LEDGERS = [
    ("{claims: §mne}", "claims: no claim about 'mne'; did you mean 'men'?"),
    ("{claims: §later}", "claims: no claim with a number about 'later' was made by 2030-03-01"),
    ("{claims: §mood}", "claims: no claim with a number about 'mood' was made by 2030-03-01"),
    ("{claims: men, definition: §al}", "definition: no claim about 'men' has the definition 'al'; one of all, elite; did you mean 'all'?"),
    ("{claims: length, definition: §al}", "definition: no claim about 'length' has the definition 'al'; none, since the claims state none"),
    ("{claims: §length}", "claims: found a number in km, wanted a number in person"),
    ("{claims: men, definition: all, unit: §km}", "unit: found a number in km, wanted a number in person, as claimed"),
    ("§{claims: men}", "two definitions are never pooled: all, elite"),
    ("§{claims: men, definition: all, since: 2030-05}", "no claim with a number to pool"),
    ("{claims: men, pool: §sum}", "pool: found 'sum', wanted bias, linear or log"),
    ("{value: 3, unit: person, class: claim, claims: §[C1, C9]}", "claims: no claim 'C9' by 2030-03-01; ids of the ledger"),
    ("{value: 3, unit: person, class: claim, claims: §[C4]}", "claims: no claim 'C4' by 2030-03-01; ids of the ledger"),
    ("§{claims: men, definition: all, since: soon}", "'soon' is not a date; 2024-11-16, 2024-11, 2024-Q3, 2024"),
    ("{claims: men, definition: all, since: §2030}", "since: found 2030, wanted a text; put it between quote signs"),
    ("{claims: men, definition: all, drift: §-0.1}", "drift: found -0.1, wanted a number greater than or equal to 0"),
    ("{claims: men, definition: all, drift: §much}", "drift: found 'much', wanted a number"),
    ("{claims: men, definition: all, §weights: 3}", "weights: unknown key 'weights'; one of times, meaning, claims, definition, pool, since, drift, before, unit, source"),
    ("{claims: men, definition: all, before: §{p05: 5, p50: 3, p95: 9}}", "before: quantiles 5, 3, 9 do not rise"),
    ("{claims: men, definition: all, before: §{p05: -5, p50: 3, p95: 9}}", "before: normal from -5 to 9; an uncertain number above 0"),
    ("{claims: men, definition: all, §before: {p05: 5, p50: 7}}", "before.p95: 'p95' is missing"),
    ("{claims: men, definition: all, before: {p05: 5, p50: 7, p95: 9, §unit: person}}", "before.unit: unknown key 'unit'; one of p05, p50, p95, shape, is_so, class, source"),
    ("{claims: men, definition: all, before: {p05: 5, p50: 7, p95: 9, class: §guess}}", "before.class: found 'guess', wanted claim, fit, literature or judgement"),
    ("§{low: 1, mode: 9, high: 5, unit: person, class: judgement, source: x}", "a PERT distribution with 1, 9, 5"),
    ("{low: 1, mode: §many, high: 5, unit: person, class: judgement, source: x}", "mode: found 'many', wanted a number"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "message"), LEDGERS, ids=[message for _, message in LEDGERS])
def test_a_mistake_about_claims_is_said_at_its_place(value: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(LEDGER, encoding="utf-8")
    text, places = marked(
        edited(("men: 4 000 person", f"men: {value}"), ("base:", "ledger: claims.csv\nlater_claims: drop\nbase:"))
    )
    found = problems(text, tmp_path)
    # What is scaled in an arm is not blamed again there.
    assert [problem.where for problem in found] == places
    assert message in str(found[0])


def test_problems_of_the_ledger_come_along(tmp_path: Path) -> None:
    text, places = marked(
        edited(("base:", "ledger: §clams.csv\nlater_claims: drop\nbase:"), ("men: 4 000 person", "men: {claims: men}"))
    )
    (tmp_path / "claims.csv").write_text(LEDGER.replace("C2,men", "C1,men"), encoding="utf-8")
    assert [str(problem) for problem in problems(text, tmp_path)] == [
        f"{places[0]}: ledger: no file 'clams.csv'; a file of claims beside the scenario; did you mean 'claims.csv'?"
    ]
    found = problems(text.replace("clams", "claims").replace("adjective: Northern", "adjective: 5"), tmp_path)
    assert {problem.found for problem in found} == {"'C1' is used twice", "found 5"}
    assert any("claims.csv:3:id" in problem.where for problem in found)


def test_two_definitions_name_the_value_and_the_row_and_column_of_the_claim(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(LEDGER, encoding="utf-8")
    text, places = marked(
        edited(("men: 4 000 person", "men: §{claims: men}"), ("base:", "ledger: claims.csv\nlater_claims: drop\nbase:"))
    )
    (found,) = problems(text, tmp_path)
    assert str(found).startswith(f"{places[0]}: groups.brigade.men: two definitions are never pooled: all, elite")
    assert f"{tmp_path / 'claims.csv'}:4:definition" in str(found)
    assert found.cure == "say with 'definition:' which one counts"


# what becomes what in the first claim, the column, the message
CELLS = [
    ("about,asserts,all", "abuot,asserts,all", "qualifier", "unknown 'abuot'; one of exact, about"),
    ("The North", "", "claimant", "no claimant"),
    ("2030-02,2030-02-10", ",2030-02-10", "as_of", "no date; what the number refers to"),
    ("2030-02,2030-02-10", "2030-02,", "made_on", "no date; the day it was said"),
    ("2030-02,2030-02-10", "2030-02,47525", "made_on", "a spreadsheet's day number, probably 2030-02-11"),
    ("2030-02,2030-02-10", "Feb-30,2030-02-10", "as_of", "'Feb-30' is not a date"),
    ("men,,26000,,person,about", "men,27000,,26000,person,range", "low", "low 27000 lies above high 26000"),
    ("person,about", "prson,about", "unit", "unknown unit 'prson'"),
    ("26000", '"26,000"', "value", "'26,000' is not a number"),
    ("26000", "=13000*2", "value", "'=13000*2' would run as a formula in a spreadsheet"),
    ("counted", "@counted", "note", "would run as a formula"),
]


@pytest.mark.parametrize(("old", "new", "column", "message"), CELLS)
def test_a_bad_cell_of_the_ledger_is_said_by_row_and_column(
    old: str, new: str, column: str, message: str, tmp_path: Path
) -> None:
    lines = LEDGER.splitlines(keepends=True)
    assert old in lines[1]
    lines[1] = lines[1].replace(old, new, 1)
    (tmp_path / "claims.csv").write_text("".join(lines), encoding="utf-8")
    value = "men: {claims: men, definition: all}"
    text = edited(("men: 4 000 person", value), ("base:", "ledger: claims.csv\nlater_claims: drop\nbase:"))
    (found,) = problems(text, tmp_path)
    assert found.where == f"{tmp_path / 'claims.csv'}:2:{column}"
    assert message in str(found)


def test_a_word_for_later_claims_is_one_of_three(tmp_path: Path) -> None:
    text, places = marked(edited(("base:", "later_claims: §ignore\nbase:")))
    assert [str(problem) for problem in problems(text, tmp_path)] == [
        f"{places[0]}: later_claims: found 'ignore', wanted refuse, drop or keep"
    ]


FILES = [
    (b"", r"war\.yaml:1:1: the file is empty; a scenario; start from a copy of the scenario 'template'"),
    (b"# only a remark\n", r"war\.yaml:1:1: the file is empty"),
    (b"format: 1\nname: \xff\xfe", r"war\.yaml:2:7: not UTF-8 text; a YAML file in UTF-8"),
    (b"format: 1\nna\0me: x", r"war\.yaml:2:3: not a text file; a YAML file in UTF-8"),
    (b"format: 1\nname: \x07", r"war\.yaml:2:7: not valid YAML: special characters are not allowed"),
    (b"format: 1\nname: [a", r"war\.yaml:2:9: a bracket is not closed, or a comma is missing"),
    (b"format: 1\n---\nformat: 1\n", r"war\.yaml:2:1: a second document begins here"),
    (b"[" * 1000, r"war\.yaml:1:1: not valid YAML: nested too deeply"),
    (b"a: " + b"[" * 40 + b"]" * 40, r"war\.yaml:1:24: a(\.0)+: nested too deeply"),
    (b"just words", r"war\.yaml:1:1: found a text, wanted keys such as 'format: 1'"),
    (b"- 1\n- 2", r"war\.yaml:1:1: found a list, wanted keys such as 'format: 1'"),
    (b"name: x", r"war\.yaml:1:1: format: the format is not stated; format: 1"),
    (b"format: true", r"war\.yaml:1:9: format: format True; format: 1"),
    (b"format: 1\nname: a\nname: b", r"war\.yaml:3:1: name: 'name' appears twice, first on line 2; each key once"),
    (b"a: &x [1]\nb: *x", r"war\.yaml:1:4: b: the value is used again by an alias \(\*\); every value written out"),
    (b"a: &x {b: *x}", r"war\.yaml:1:4: a\.b: the value is used again by an alias"),
    (b"a: &x {b: 1}\nc:\n  <<: *x", r"war\.yaml:3:3: c\.<<: '<<' merges another mapping in; every value written out"),
    (b"? [a, b]\n: 1", r"war\.yaml:1:3: a key is not a plain word"),
    (b"x" * 250_001, r"war\.yaml: the file is too large; at most 250,000 bytes"),
    (b"%YAML 1.1\n---\na: on", r"war\.yaml:1:1: another version of YAML than 1\.2; leave the line with %YAML out"),
    (b"# remark\r%YAML 1.3\n---\na: on", r"war\.yaml:1:1: another version of YAML than 1\.2"),
    (b"%YAML 2.0\n---\na: on", r"war\.yaml:1:1: "),
    (b"a: [&x 1, &x 2]", r"war\.yaml:1:1: format: the format is not stated"),
    (b'"\\ud800": 1', r"war\.yaml:1:1: the key '\\ud800' has half a sign in it; whole signs"),
    (b'name: "a\\udfff"', r"war\.yaml:1:7: name: 'a\\udfff' has half a sign in it; whole signs"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "message"), FILES, ids=[message for _, message in FILES])
def test_what_is_no_scenario_at_all_is_said_in_a_line(
    raw: bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("war.yaml").write_bytes(raw)
    with pytest.raises(ScenarioError, match=rf"^{message}") as raised:
        load("war.yaml")
    assert problems_of_file("war.yaml") == list(raised.value.problems)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.yaml: cannot be read: No such file or directory; a YAML file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ScenarioError, match=r"cannot be read: Is a directory"):
        load(tmp_path)
    with pytest.raises(ScenarioError, match=r"cannot be read: embedded null byte"):
        load("a\0/b.yaml")


def test_an_unknown_name_lists_the_shipped_scenarios() -> None:
    with pytest.raises(
        ScenarioError, match=r"no scenario 'templete'; one of .*template.*, or a file; did you mean 'template'\?"
    ):
        load("templete")


def test_a_scenario_without_problems_has_none() -> None:
    assert problems_of_file("template") == []
    assert parse(edited()).name == "template"


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ("!!bool on", ""),
        ("!!bool true", ""),
        ("!!bool yes", "found 'yes', wanted on or off"),
        ("!!null never", "found 'never', wanted on or off"),
    ],
)
def test_a_tag_makes_no_word_mean_another(stated: str, says: str) -> None:
    text = edited(("arrives: on ", f"arrives: {stated} "))
    assert [str(problem).partition("arrives: ")[2] for problem in problems(text)] == ([says] if says else [])
    if not says:
        assert parse(text).groups["brigade"].arrives


def test_a_switch_set_under_another_version_of_yaml_stays_what_it_says() -> None:
    with pytest.raises(ScenarioError, match=r"^--set: groups\.brigade\.arrives: found '%YAML 1\.3"):
        parse(edited()).with_changes({"groups.brigade.arrives": "%YAML 1.3\n---\noff"}, "--set")


def test_a_value_of_many_problems_is_one_text() -> None:
    with pytest.raises(ScenarioError, match=r"^--set: groups\.brigade\.arrives: found '\{a: 1, "):
        parse(edited()).with_changes({"groups.brigade.arrives": "{" + "a: 1, " * 2 * MOST + "}"}, "--set")


MANY = [  # twice as many as are told
    edited(("\nquantities:\n", "\nquantities:\n" + "".join(f'  q{i}: "= zzzz{i}"\n' for i in range(2 * MOST)))),
    edited(("\nquantities:\n", "\nquantities:\n" + "".join(f"  q{i}: []\n" for i in range(2 * MOST)))),
    edited(("\narms:\n", "\narms:\n  x:\n    change:\n" + "".join(f"      no.q{i}: 1\n" for i in range(2 * MOST)))),
    edited() + "".join(f"zz{i}: 1\n" for i in range(2 * MOST)),
    edited() + "".join("zz: 1\n" for i in range(2 * MOST)),
]


@pytest.mark.parametrize("text", MANY, ids=["formulas", "lists", "paths", "keys", "doubled keys"])
def test_no_more_problems_are_looked_for_than_anybody_reads(text: str) -> None:
    found = problems(text)
    assert len(found) == MOST + 1
    assert str(found[-1]) == "war.yaml: 100 problems are told here, and no more are looked for; mend these first"
    assert all(re.match(r"war\.yaml:\d+:\d+: ", str(problem)) for problem in found[:-1])


def test_problems_of_arms_count_together() -> None:
    numbers = "".join(f"  q{i}: 1\n" for i in range(60))
    change = "".join(f"      quantities.q{i}: []\n" for i in range(60))
    arms = "".join(f"  x{i}:\n    change:\n{change}" for i in range(4))
    text = edited(("\nquantities:\n", f"\nquantities:\n{numbers}"), ("\narms:\n", f"\narms:\n{arms}"))
    assert len(problems(text)) == 120  # those of two arms, and then no more


def test_a_section_longer_than_any_war_is_refused() -> None:
    more = "".join(f"  s{i}: {{front: valleys, area_share: 0}}\n" for i in range(199))
    text, (place,) = marked(edited(("\nsectors:\n", f"\n{MARK}sectors:\n{more}")))
    assert [str(problem) for problem in problems(text)] == [f"{place}: sectors: 201 in 'sectors'; at most 200"]
    text, (place,) = marked(edited(("\nevents:\n", f"\n{MARK}events: [{'1, ' * 1001}]\nwas:\n")))
    assert [str(problem) for problem in problems(text)] == [f"{place}: events: 1,001 in 'events'; at most 1,000"]


def test_a_named_pipe_is_refused_and_a_pipe_of_the_shell_is_read(tmp_path: Path) -> None:
    named = tmp_path / "pipe.yaml"
    os.mkfifo(named)
    with pytest.raises(ScenarioError, match=r"pipe\.yaml: a named pipe, which nobody may ever write to; a YAML file"):
        load(named)
    end, begin = os.pipe()  # as `attrit check <(...)` hands it over
    with open(begin, "w", encoding="utf-8") as opened:
        opened.write(edited())
    assert load(f"/dev/fd/{end}").name == "template"
    os.close(end)
