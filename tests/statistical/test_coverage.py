"""Errors and intervals of the analyses hold what they promise, where the truth has a closed form or is counted.

Each line of the table repeats an analysis in worlds of its own and asks how often its interval holds the truth. The
lines of ``kursk-2024`` are slow: their truth is that of all their worlds together.
"""

import math

import numpy as np
import pytest
from scipy.special import ndtri

import attrit
from attrit.analysis.discovery import worlds
from attrit.analysis.information import worth_knowing
from attrit.analysis.provenance import CLASSES
from attrit.analysis.sensitivity import drivers
from attrit.engine.draws import uniform_numbers
from attrit.experiments.cases import Cases
from attrit.experiments.factors import NOISE, Factors, kind_of
from attrit.experiments.targets import target_of
from attrit.statistics.conditional_mean import explained
from attrit.statistics.factorial import mixtures, split
from attrit.statistics.shrinkage import holm
from attrit.statistics.sobol_indices import indices
from attrit.statistics.standards import FAMILY
from attrit.statistics.value_of_information import evppi
from tests.statistics.test_factorial import played as mixed
from tests.statistics.test_sobol_indices import KNOWN, played
from tests.tolerances import MEAN_ERRORS, THREE_ERRORS, WITHIN_FIFTEEN, sampled

LEVELS = ((1.0, 0.6827), (1.96, 0.95))


def covered(hits: np.ndarray, level: float, independent: int | None = None) -> None:
    """As often as promised, within four errors of a share from so many trials: there are some hundred such lines."""
    trials = np.size(hits) if independent is None else independent
    assert np.mean(hits) == pytest.approx(level, abs=sampled(math.sqrt(level * (1 - level) / trials), MEAN_ERRORS))


def holds(found, truth: float, z: float) -> bool:
    low, high = found.interval(z)
    return low <= truth <= high


# --- drivers, first order


@pytest.mark.parametrize("share", [0.02, *(pytest.param(share, marks=pytest.mark.slow) for share in (0.003, 0.1, 0.3))])
@pytest.mark.parametrize("kind", ["normal", pytest.param("t5", marks=pytest.mark.slow), "zero or a lot"])
def test_first_order_shares_of_a_linear_outcome(kind: str, share: float):
    """y = a x + e: the share is that of a^2; also of noise with heavy tails, or that is zero in seven of ten draws."""
    rng, repeats = np.random.default_rng([3, len(kind), int(1000 * share)]), 400
    n = 4096 if kind == "zero or a lot" else 1024  # the heavier the tails, the more draws until errors hold
    noise = {
        "normal": lambda: rng.standard_normal(n),
        "t5": lambda: rng.standard_t(5, n) / math.sqrt(5 / 3),
        "zero or a lot": lambda: (np.where(rng.random(n) < 0.3, rng.standard_exponential(n), 0) - 0.3) / math.sqrt(0.51),
    }[kind]  # fmt: skip
    found = []
    for _ in range(repeats):
        x = rng.standard_normal(n)
        found.append(explained([x], math.sqrt(share) * x + math.sqrt(1 - share) * noise()))
    for z, level in LEVELS:
        covered(np.array([holds(one, share, z) for one in found]), level)


@pytest.mark.parametrize(("name", "n"), [("ishigami", 1024), ("g", 2048)])
def test_first_order_shares_of_known_functions(name: str, n: int):
    function, first, _ = KNOWN[name]
    rng, hits, z = np.random.default_rng(4), {level: [] for _, level in LEVELS}, []
    for _ in range(150):
        u = rng.random((first.size, n))
        y = function(u.T)
        for place in np.flatnonzero(first > 0.02):
            one = explained([u[place]], y)
            z.append((one.share - first[place]) / one.error)
            for errors, level in LEVELS:
                hits[level].append(holds(one, first[place], errors))
    # such functions are smoother than noise: their errors may be a little too wide
    assert 1 - WITHIN_FIFTEEN - 0.1 < np.std(z) < 1 + WITHIN_FIFTEEN
    for level, found in hits.items():
        assert np.mean(found) > level - sampled(math.sqrt(level * (1 - level) / len(found)), THREE_ERRORS)


# --- Sobol


@pytest.mark.parametrize("rows", [512, pytest.param(2048, marks=pytest.mark.slow)])
def test_sobol_errors_are_the_spread_over_designs(rows: int):
    """y = x0 + x1 e + e: e, the noise, has 2/3 in all, 1/3 of it alone; x0 1/3 alone and in all."""
    found = []
    for seed in range(80):
        a, b, ab = played(
            lambda u: (z := ndtri(u))[:, 0] + z[:, 1] * z[:, 2] + z[:, 2], 3, rows, seed, [(0,), (1,), (2,)]
        )
        found.append(indices(a, b, ab))
    for part, truth in (("first", (1 / 3, 0, 1 / 3)), ("total", (1 / 3, 1 / 3, 2 / 3))):
        values, errors = (np.array([getattr(one, key) for one in found]) for key in (part, f"{part}_error"))
        ratio = values.std(axis=0, ddof=1) / np.sqrt(np.mean(errors**2, axis=0))
        assert ratio == pytest.approx(np.ones(3), abs=WITHIN_FIFTEEN + sampled(1 / math.sqrt(160), 1))
        assert np.abs(values.mean(axis=0) - truth).max() < MEAN_ERRORS * values.std(axis=0).max() / math.sqrt(80)
        for z, level in LEVELS:
            covered(np.abs(values - truth) < z * errors, level, 80)


# --- provenance


@pytest.mark.parametrize("pairs", [64, pytest.param(256, marks=pytest.mark.slow)])
def test_shares_by_source_hold_the_truth(pairs: int):
    """y = x0 + x1 / 2 + x1 x2 + 2 x2, of which x2 is chance: of a variance of 6.25 it has 5, x0 1 and x1 1/4."""
    hits, near = [], []
    for seed in range(300):
        y = mixed(lambda x: x[..., 0] + 0.5 * x[..., 1] + x[..., 1] * x[..., 2] + 2 * x[..., 2], 3, [[0], [1], [2]], pairs, seed)  # fmt: skip
        groups = split(y, last=2).groups
        truth = 1 / 6.25, 0.25 / 6.25, 5 / 6.25
        hits.append([one.low <= true <= one.high for one, true in zip(groups, truth, strict=True)])
        near.append([abs(one.share.share - true) <= one.share.error for one, true in zip(groups, truth, strict=True)])
    covered(np.array(hits), 0.95, 300)
    covered(np.array(near), 0.6827, 300)


def test_small_shares_that_rest_on_few_pairs():
    """A lognormal source beside chance: estimate and error are small together, so that the interval reaches further up."""
    square = math.exp(0.7**2)
    truth, found = (square - 1) * square / ((square - 1) * square + 49), []
    for seed in range(400):
        y = mixed(lambda x: np.exp(0.7 * x[..., 0]) + 7 * x[..., 1], 2, [[0], [1]], 256, seed)
        one = split(y, last=1).groups[0]
        found.append((one.low <= truth <= one.high, abs(one.share.share - truth) <= one.share.error))
    held, near = np.array(found).T
    covered(held, 0.95)
    covered(near, 0.6827)


# --- worth knowing


FAMILIES = 60
SIGNIFICANT_AT_MOST = 0.05 + sampled(math.sqrt(0.05 * 0.95 / FAMILIES), THREE_ERRORS)


def a_family(rng: np.random.Generator, n: int) -> tuple[Cases, np.ndarray]:
    """40 inputs of which one in ten does something, from .2 to 2 % of the variance, in heavy-tailed noise."""
    shares = np.zeros(40)
    shares[:4] = 0.002, 0.004, 0.008, 0.02
    x = rng.standard_normal((40, n))
    y = np.sqrt(shares) @ x + math.sqrt(1 - shares.sum()) * rng.standard_t(5, n) / math.sqrt(5 / 3)
    return Cases({f"x{i}": row for i, row in enumerate(x)}, y), shares


def test_what_is_named_is_something_and_its_worth_is_not_that_of_luck():
    """Told from zero are useless inputs in one run of twenty at most; the share of the first is right on average."""
    rng = np.random.default_rng(5)
    false, raw, likely = [], [], []
    for _ in range(FAMILIES):
        cases, shares = a_family(rng, 1024)
        rows = worth_knowing(cases).of("input")
        truth = {name: share for name, share in zip(cases.inputs, shares, strict=True)}
        false.append(any(row.told and truth[row.name] == 0 for row in rows))
        luckiest = max(rows, key=lambda row: row.unbiased.share)
        raw.append(luckiest.unbiased.share - truth[luckiest.name])
        likely.append((rows[0].share - truth[rows[0].name], rows[0].error))
    assert np.mean(false) < SIGNIFICANT_AT_MOST
    off, errors = np.array(likely).T
    assert np.mean(raw) > 0.003  # by itself the first is too great by a fifth of its worth
    assert abs(off.mean()) < sampled(off.std() / math.sqrt(FAMILIES), THREE_ERRORS)
    assert math.sqrt(np.mean(errors**2)) == pytest.approx(
        math.sqrt(np.mean(off**2)), rel=WITHIN_FIFTEEN + sampled(1 / math.sqrt(2 * FAMILIES), 1)
    )


def test_a_choice_is_not_told_to_be_worth_anything_by_luck():
    """By EVPPI, of 30 inputs that do nothing to two options that are alike any is told in one run of twenty at most."""
    rng, told = np.random.default_rng(6), []
    for _ in range(FAMILIES):
        noise = rng.standard_normal(1024)
        benefits = np.column_stack([np.zeros(1024), 0.02 + noise])
        told.append((holm([evppi([x], benefits).p for x in rng.standard_normal((30, 1024))]) < FAMILY).any())
    assert np.mean(told) < SIGNIFICANT_AT_MOST


# --- worlds


def surface(kind: str, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Eight inputs; the chance rises gradually with two of them, or is .7 in a box and .05 outside."""
    x = rng.random((8, n))
    if kind == "gradual":
        p = 1 / (1 + np.exp(-6 * (x[0] + 0.7 * x[1] - 1.2)))
    else:
        p = np.where((x[0] > 0.6) & (x[3] < 0.5), 0.7, 0.05)
    return x, (rng.random(n) < p).astype(float)


@pytest.mark.parametrize("kind", ["gradual", pytest.param("planted", marks=pytest.mark.slow)])
def test_what_a_box_holds_is_said_of_the_box_that_is_told(kind: str):
    """As it is in 200,000 other cases: n = 2,000, 25 tables."""
    wide, happens = surface(kind, 200_000, np.random.default_rng(0))
    density, coverage, flatters = [], [], []
    for seed in range(25):
        x, y = surface(kind, 2000, np.random.default_rng(seed + 1))
        box = worlds(Cases({f"x{i}": row for i, row in enumerate(x)}, y), resamples=4).boxes[0]
        inside = np.ones(happens.size, bool)
        for row in box.restrictions:
            values = wide[int(row.path[1:])]
            inside &= values >= row.limit if row.side == "low" else values <= row.limit
        true = happens[inside].mean(), happens[inside].sum() / happens.sum()
        density.append(abs(box.tested.density - true[0]) <= 1.96 * box.tested.density_error)
        coverage.append(abs(box.tested.coverage - true[1]) <= 1.96 * box.tested.coverage_error)
        flatters.append(box.held.density - true[0])
    covered(np.array(density), 0.95)
    covered(np.array(coverage), 0.95)
    if kind == "gradual":
        assert np.mean(flatters) > 0.01


# --- kursk-2024


@pytest.fixture(scope="module")
def kursk():
    return attrit.simulate(attrit.load("kursk-2024"), 40 * 4096, arms=["committed", "absent"])


@pytest.mark.slow
@pytest.mark.parametrize("of", ["difference", "arm"])
def test_drivers_of_kursk(kursk, of: str):
    """The 12 largest in 40 parts of 4,096 worlds against all of them."""
    cases = Cases.of(kursk, target_of(kursk, of=of))
    whole = {row.factor.inputs[0]: row.unbiased for row in drivers(cases).rows}
    largest = sorted(whole, key=lambda path: -whole[path])[:12]
    hits: dict[float, list[bool]] = {level: [] for _, level in LEVELS}
    ratios = []
    for path in largest:
        inputs, discrete = cases.regressors([path])
        parts = [slice(4096 * k, 4096 * (k + 1)) for k in range(40)]
        found = [explained([inputs[0][part]], cases.outcome[part], discrete=discrete) for part in parts]
        ratios.append(
            np.std([one.share for one in found], ddof=1) / math.sqrt(np.mean([one.error**2 for one in found]))
        )
        for z, level in LEVELS:
            hits[level] += [holds(one, whole[path], z) for one in found]
    # a few large outcomes enter all inputs of a part, so that some 5 of the 12 count as independent
    for level, found in hits.items():
        covered(np.array(found), level, 200)
    assert np.mean(ratios) == pytest.approx(1, abs=WITHIN_FIFTEEN)


@pytest.mark.slow
def test_sobol_noise_of_kursk():
    found = []
    for seed in range(1, 41):
        run = attrit.simulate(attrit.load("kursk-2024"), 256, arms=["committed", "absent"], seed=seed)
        noise = drivers(run, method="sobol", inputs=[], draws=2048, of="arm").noise
        found.append((noise.index, noise.error, noise.total, noise.total_error))
    table = np.array(found).T
    for value, error in (table[:2], table[2:]):
        ratio = value.std(ddof=1) / math.sqrt(np.mean(error**2))
        assert ratio == pytest.approx(1, abs=WITHIN_FIFTEEN + sampled(1 / math.sqrt(80), 1))


@pytest.mark.slow
def test_provenance_of_kursk():
    """40 experiments of 256 pairs each against all of them together."""
    run = attrit.simulate(attrit.load("kursk-2024"), 256, arms=["committed", "absent"])
    factors = Factors.of(run.scenario)
    classes = [kind_of(run.scenario, path) for path in factors.inputs] + [NOISE]
    present = [one for one in CLASSES if one in classes]
    members = [np.array([place for place, c in enumerate(classes) if c == one]) for one in present]
    target, outcomes = target_of(run), []
    for seed in range(1, 41):
        one, other = uniform_numbers("provenance", seed, 2, 256, len(classes))
        design = mixtures(one, other, members).reshape(-1, len(classes))
        outcomes.append(target.numbers(target.again(run, factors.worlds(design, seed), None)).reshape(-1, 256))
    last = present.index(NOISE)
    truth = [one.share.share for one in split(np.concatenate(outcomes, axis=1), last).groups]
    hits, near = [], []
    for y in outcomes:
        groups = split(y, last).groups
        hits.append([one.low <= true <= one.high for one, true in zip(groups, truth, strict=True)])
        near.append([abs(one.share.share - true) <= one.share.error for one, true in zip(groups, truth, strict=True)])
    for place in range(len(present)):
        covered(np.array(hits)[:, place], 0.95)
        covered(np.array(near)[:, place], 0.6827)


@pytest.mark.slow
def test_worth_knowing_of_kursk(kursk):
    """In 16 parts of 10,240 worlds the claimed input that is worth most is worth, on average, what all worlds say."""
    cases = Cases.of(kursk, target_of(kursk))
    claimed = set(worth_knowing(kursk).claims.inputs)
    whole = {row.name: row.unbiased.share for row in worth_knowing(cases).of("input")}
    raw, likely = [], []
    for k in range(16):
        part = np.zeros(cases.draws, bool)
        part[10_240 * k : 10_240 * (k + 1)] = True
        rows = [row for row in worth_knowing(cases.part(part)).of("input") if row.name in claimed]
        luckiest = max(rows, key=lambda row: row.unbiased.share)
        raw.append(luckiest.unbiased.share - whole[luckiest.name])
        likely.append(rows[0].share - whole[rows[0].name])
    assert abs(np.mean(likely)) < max(np.mean(raw) / 2, sampled(np.std(likely) / 4, THREE_ERRORS))


@pytest.mark.slow
def test_worlds_of_kursk(kursk):
    """Boxes of 12 runs, by their fresh worlds, against the 163,840 worlds of another seed."""
    wide = attrit.simulate(kursk.scenario, 10 * 10_240, arms=["committed", "absent"], seed=99)
    happens = target_of(wide, "recovered", of="arm").numbers(wide) == 1
    found = []
    for seed in range(1, 13):
        run = attrit.simulate(kursk.scenario, 5120, arms=["committed", "absent"], seed=seed)
        box = worlds(run, "recovered == 1", of="arm", resamples=6).boxes[0]
        inside = np.ones(happens.size, bool)
        for row in box.restrictions:
            x = wide.input(row.path)
            if row.side == "kept":
                inside &= np.isin(x, [state for state, (_, _, kept) in enumerate(row.states) if kept])
            else:
                inside &= x >= row.limit if row.side == "low" else x <= row.limit
        tested = box.tested
        found.append(abs(tested.density - happens[inside].mean()) <= 1.96 * tested.density_error)
        found.append(abs(tested.coverage - happens[inside].sum() / happens.sum()) <= 1.96 * tested.coverage_error)
    covered(np.array(found), 0.95)
