"""What is asked of attrit, whoever asks: a scenario, its changes, whose claims are used, how much is played.

Nothing here prints or knows of a command line, so that a page in a browser can ask the same. A request gives the
scenario; `engine.simulate` plays it, as `_played` in `cli/asking.py` and `_run` in `cli/run.py` do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from attrit.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from attrit.evidence.claims import Ledger
    from attrit.experiments.conditioning import Conditioned
    from attrit.scenario.schema import Scenario

WORLDS = 10_240
"""Worlds that are played if nothing else is said."""


class Read(NamedTuple):
    """The scenario of a request.

    Parameters
    ----------
    whole
        () [-] With what is changed in it.
    scenario
        () [-] The same with the claims that are left.
    notes
        (line) [-] What has to be said of the changes.
    """

    whole: Scenario
    scenario: Scenario
    notes: list[str]


PARTICLES = 2**17
"""Worlds that are played and chosen from by what was observed, if nothing else is said."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was observed, and how worlds are chosen by it.

    Parameters
    ----------
    file
        () [-] A table with a column ``date`` and one for each series.
    until
        () [date] The last day that is used, such as ``2024-11-16``; all if None.
    columns
        () [-] What columns are whose names do not tell, each as ``NAME=OUTCOME``.
    arm
        () [-] The arm that came to pass; the base arm if None.
    particles
        () [1] Worlds to play.
    few
        () [-] What to do if too few agree: ``refuse``, ``widen`` or ``temper``.
    every
        () [day] Days from which one observation of ground is taken; a week if None.
    """

    file: str
    until: str | None = None
    columns: Sequence[str] = ()
    arm: str | None = None
    particles: int = PARTICLES
    few: str = "refuse"
    every: int | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of a run.

    Parameters
    ----------
    scenario
        () [-] A file, or the name of a shipped scenario.
    arms
        () [-] Arms to play, comma-separated; those that no rule forbids if None.
    draws, seed, horizon
        () [1, 1, day] Size of the run; the scenario's horizon if None.
    changes
        () [-] Changes of inputs, each as ``KEY=VALUE``.
    without_mechanisms
        () [-] Mechanisms to switch off.
    only, without
        () [-] Claimants or sides whose claims alone are used, at their word, and whose claims are left out.
    seen
        () [-] What was observed, by which worlds are chosen; None for the first worlds of the seed.
    """

    scenario: str
    arms: str | None = None
    draws: int = WORLDS
    seed: int = 1
    horizon: int | None = None
    changes: Sequence[str] = ()
    without_mechanisms: Sequence[str] = ()
    only: Sequence[str] = ()
    without: Sequence[str] = ()
    seen: Seen | None = None

    def read(self, law: str | None = None) -> Read:
        """The scenario with its changes.

        Parameters
        ----------
        law
            () [-] The law of attrition; the scenario's own if None.

        Raises
        ------
        AttritError
            Something in the request is not possible, all of it told at once where that can be.
        """
        from attrit.engine.limits import checked

        checked(draws=self.draws, seed=self.seed, **({} if self.horizon is None else {"horizon": self.horizon}))
        whole, notes = self._changed()
        if law is not None:
            whole = whole.with_changes({"hypotheses.law": law}, "--law")
        if not (self.only or self.without):
            return Read(whole, whole, notes)
        left = heard(whole.claims, self.only, self.without, whole)
        return Read(whole, whole.hearing(left, at_their_word=bool(self.only)), [*notes, *none_left(left)])

    def _changed(self) -> tuple[Scenario, list[str]]:
        """The scenario with what is changed in it, and what may have been meant otherwise."""
        from attrit.scenario.files import load

        s = load(self.scenario)
        wanted: dict[str, object] = {}
        problems = []
        for text in self.changes:
            key, sign, value = text.partition("=")
            if not sign or not key.strip() or not value.strip():
                cure = "write for example --set dprk_regular.men=20000"
                problems.append(Problem("--set", "", f"'{text}' is not KEY=VALUE", "", cure))
            wanted[key.strip()] = value.strip()
        if problems:
            raise ScenarioError(problems)
        if wanted:
            s = s.with_changes(wanted, "--set")
        for name in self.without_mechanisms:
            s = s.without_mechanism(name)
        if not wanted:
            return s, []
        from attrit.views.scenario.beliefs import belief_hints

        return s, belief_hints(s, self.scenario, wanted)

    def chosen(self, scenario: Scenario, progress: Callable[[int, int], None] | None = None) -> Conditioned | None:
        """The worlds that agree with what was observed; None if nothing was.

        Parameters
        ----------
        scenario
            () [-] The scenario of the request, as `read` gives it.
        progress
            () [-] Called with islands of worlds done and in all.

        Raises
        ------
        AttritError
            The file is wrong, or contradicts the scenario, or too few worlds agree with it.
        """
        if self.seen is None:
            return None
        from attrit.experiments.conditioning import condition
        from attrit.experiments.sights import Exactness, read_observations

        seen, problems = self.seen, []
        columns = {}
        for text in seen.columns:
            name, sign, what = text.partition("=")
            if not sign or not name.strip() or not what.strip():
                cure = "write for example --column held_km2=area_held"
                problems.append(Problem("--column", "", f"'{text}' is not NAME=OUTCOME", "", cure))
            columns[name.strip()] = what.strip()
        last = None
        try:
            last = None if seen.until is None else date.fromisoformat(seen.until)
        except ValueError:
            problems.append(Problem("--until", seen.until or "", "is not a day", "such as 2024-11-16"))
        if problems:
            raise ScenarioError(problems)
        observed = read_observations(seen.file, columns)
        exactness = Exactness() if seen.every is None else Exactness(every=seen.every)
        return condition(
            scenario, observed, until=last, arm=seen.arm, draws=self.draws, particles=seen.particles, seed=self.seed,
            horizon=self.horizon, few=seen.few, exactness=exactness, progress=progress,
        )  # fmt: skip

    @property
    def sources(self) -> str:
        """Whose claims are used, in words."""
        parts = [
            f"only {' and '.join(self.only)}, at their word" if self.only else "",
            f"without {' or '.join(self.without)}" if self.without else "",
        ]
        return ", ".join(part for part in parts if part)


def none_left(ledger: Ledger) -> list[str]:
    """A note if no claims are left.

    Parameters
    ----------
    ledger
        (claim) [-] The claims that are left.
    """
    return [] if len(ledger) else ["note: no claims are left; what was believed before anybody spoke (before) is used"]


def heard(ledger: Ledger, only: Sequence[str], without: Sequence[str], scenario: Scenario | None = None) -> Ledger:
    """The claims that are left of a ledger.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger.
    only
        () [-] Claimants or sides that are heard; everybody if there are none.
    without
        () [-] Claimants or sides that are not heard.
    scenario
        () [-] The scenario, whose names of its sides are understood, too; None for a ledger by itself.

    Raises
    ------
    LedgerError
        A name is not in it.
    """
    from attrit.evidence.words import meant

    called = scenario.source.sides if scenario is not None and scenario.source is not None else {}
    spoken = {*ledger.claimants}

    def known(name: str) -> str:
        return name if meant(name, spoken) else called.get(meant(name, called), name)

    left = ledger
    if only:
        ids = {claim.id for name in only for claim in ledger.only(known(name))}
        left = ledger.select(ids)
    for name in without:
        left = left.without(known(name))
    return left


def arm_names(s: Scenario, text: str) -> list[str]:
    """Arms from a comma-separated list, of a scenario that has them.

    Parameters
    ----------
    s
        () [-] The scenario.
    text
        () [-] The names.
    """
    names = by_comma(text)
    for name in names:
        s.arm(name)
    return names


def by_comma(text: str) -> list[str]:
    """Words of a comma-separated list; none where there is nothing but commas and blanks.

    Parameters
    ----------
    text
        () [-] Such as ``committed, absent``.
    """
    return [word.strip() for word in text.split(",") if word.strip()]


def law_names(text: str) -> list[str]:
    """Names of laws from a comma-separated list; files of the user's own are taken into the register.

    Parameters
    ----------
    text
        () [-] Such as ``square,linear`` or ``./my_law.py``; ``all`` is every law that enters a campaign.

    Raises
    ------
    ScenarioError
        A law does not exist or enters no campaign, or a file holds none.
    """
    from attrit.laws import load
    from attrit.model.laws.register import campaign_laws, check_laws

    words = by_comma(text)
    if not words:
        raise ScenarioError(Problem("--law", "", "no law is named", "a name, a comma-separated list, a file, or all"))
    names = [load(word).name if word.endswith(".py") else word for word in words]
    names = [name for word in names for name in (campaign_laws() if word == "all" else [word])]
    names = list(dict.fromkeys(names))
    check_laws(names)
    return names
