"""The fitted priors: in order, usable, and reproduced from the data where those are at hand."""

from __future__ import annotations

import csv
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests.tolerances import ROUNDING, printed
from tools.fits.estimators import components, mixed, next_battle, next_one, next_share, regress, scattered

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
FITS = ROOT / "attrit" / "library" / "fits.csv"
PROMISED = {
    "front_gain_kursk": "km2/day",
    "front_gain_pokrovsk": "km2/day",
    "loss_rate_attacker": "1/day",
    "loss_rate_defender": "1/day",
    "exchange_fractional_sd": "1",
    "exchange_ratio": "1",
    "exponent_enemy": "1",
    "exponent_own": "1",
    "density_power": "1",
    "day_sd": "1",
    "day_autocorrelation": "1",
    "side_correlation": "1",
    "active_share": "1",
    "collapse_rate": "1/day",
}


def read(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "fits" / "fit_base_rates.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture(scope="module")
def refitted(tmp_path_factory):
    if not DATA.is_dir():
        pytest.skip("the data of the fits may not be shipped and are not beside this checkout")
    out = tmp_path_factory.mktemp("fits") / "fits.csv"
    done = run("--data", DATA, "--out", out)
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def test_every_promised_fit_is_there_once_with_its_unit():
    rows = read(FITS)
    assert len({row["name"] for row in rows}) == len(rows)
    assert {row["name"]: row["unit"] for row in rows}.items() >= PROMISED.items()


@pytest.mark.parametrize("row", read(FITS), ids=lambda row: row["name"])
def test_a_fit_is_a_usable_prior(row):
    low, middle, high = (float(row[name]) for name in ("p05", "p50", "p95"))
    assert low <= middle <= high
    assert {"normal": -math.inf, "lognormal": 0.0, "logit": 0.0}[row["shape"]] < low
    assert high < {"normal": math.inf, "lognormal": math.inf, "logit": 1.0}[row["shape"]]
    assert int(row["n"]) > 0
    assert row["data"] and row["method"]


def test_the_committed_fits_are_those_of_the_tool(refitted):
    ours, again = read(FITS), read(refitted[0])
    assert [row["name"] for row in ours] == [row["name"] for row in again]
    for row, new in zip(ours, again, strict=True):
        for name in ("p05", "p50", "p95"):
            value = float(row[name])
            digits = 2 - math.floor(math.log10(abs(value)))
            # A last digit may turn over where the algebra of another machine rounds the other way.
            assert float(new[name]) == pytest.approx(value, abs=2.0 * printed(digits)), row["name"]
        assert (row["unit"], row["shape"], row["n"], row["data"]) == (new["unit"], new["shape"], new["n"], new["data"])


def test_the_documented_tables_are_those_of_the_tool(refitted):
    pages = "".join(
        (ROOT / "docs" / "model" / f"{page}.md").read_text(encoding="utf-8") for page in ("fits", "plausibility")
    )
    lines = [line for line in refitted[1].splitlines() if line and not line.startswith("|--")]
    assert len(lines) > 30
    # Further columns may stand to the right, hence without the closing bar.
    assert [line for line in lines if line.removesuffix("|") not in pages] == []


def test_without_data_the_tool_says_so_and_stops(tmp_path):
    done = run("--data", tmp_path, "--out", tmp_path / "fits.csv")
    assert done.returncode == 2
    assert "no folder cdb90, daily, fronts, kursk-2024" in done.stderr
    assert not (tmp_path / "fits.csv").exists()


def test_with_an_empty_folder_the_tool_names_the_file(tmp_path):
    for name in ("cdb90", "daily", "fronts", "kursk-2024"):
        (tmp_path / name).mkdir()
    done = run("--data", tmp_path, "--out", tmp_path / "fits.csv")
    assert done.returncode == 2
    assert "active_periods.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_regression_against_the_textbook_and_a_cluster_worked_by_hand():
    x, y = np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([1.1, 1.9, 3.2, 3.9, 5.2])
    fit, book = regress(y, (x,), np.array(list("abcde"))), stats.linregress(x, y)
    assert fit.slopes == pytest.approx([book.slope], rel=ROUNDING)
    assert fit.errors == pytest.approx([book.stderr], rel=ROUNDING)
    # Clusters {1, 2} and {3}; y = 0, 1, 0 on x = -1, 0, 1: slope 0, off -1/3, 2/3, -1/3; scores x*off sum to 1/3, -1/3.
    # Slope variance = G/(G-1) (n-1)/(n-k) * (1/9 + 1/9) / 4 = 2 * 2 / 18.
    pair = regress(np.array([0.0, 1.0, 0.0]), (np.array([-1.0, 0.0, 1.0]),), np.array(["a", "a", "b"]))
    assert pair.clustered == pytest.approx([math.sqrt(4.0 / 18.0)], rel=ROUNDING)


def test_components_of_variance_by_hand():
    # Means 1 and 5, squares within 2 + 2 over 2; squares between 2 * (4 + 4) over 1; two battles a campaign.
    between, within = components(np.array([0.0, 2.0, 4.0, 6.0]), np.array(list("aabb")))
    assert (between, within) == pytest.approx((math.sqrt((16.0 - 2.0) / 2.0), math.sqrt(2.0)), rel=ROUNDING)


def test_one_more_value_is_wider_than_those_seen():
    seen = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    low, middle, high = next_one(seen, 5)
    reach = stats.t.ppf(0.95, 4) * math.sqrt(2.5) * math.sqrt(1.2)
    assert (low, middle, high) == pytest.approx((3.0 - reach, 3.0, 3.0 + reach), rel=ROUNDING)
    fewer = next_one(seen, 3)
    assert fewer[0] < low and high < fewer[2]
    low, middle, high = next_battle(seen, np.array(list("abcde")))
    assert low < 1.0 and middle == 3.0 and high > 5.0
    shares = next_share(np.array([0.2, 0.5, 0.8]))
    assert shares[1] == pytest.approx(0.5, rel=ROUNDING)
    assert shares[0] == pytest.approx(1.0 - shares[2], rel=ROUNDING)


def test_quantiles_of_a_mixture():
    alone = mixed([stats.norm(1.0, 2.0)])
    assert alone == pytest.approx(stats.norm(1.0, 2.0).ppf([0.05, 0.5, 0.95]), rel=ROUNDING)
    low, middle, high = mixed([stats.norm(-3.0, 0.1), stats.norm(3.0, 0.1)])
    # Each half holds its own tenth: the 5 % point of the two is the 10 % point of the lower one.
    assert low == pytest.approx(stats.norm(-3.0, 0.1).ppf(0.1), abs=printed(9))
    assert middle == pytest.approx(0.0, abs=0.1)
    assert high == pytest.approx(-low, abs=printed(9))


def test_detrending_is_corrected_for():
    # Noise with correlation .5 about a curved trend, many short series: the plain estimates fall short, ours do not.
    rng = np.random.default_rng(2)
    noise = rng.standard_normal((400, 64))
    for day in range(1, 64):
        noise[:, day] = 0.5 * noise[:, day - 1] + math.sqrt(0.75) * noise[:, day]
    curve = 3.0 + 0.01 * (np.arange(64) - 20.0) ** 2
    found = [scattered(row + curve) for row in noise]
    sd, rho = np.mean([f[0] for f in found]), np.mean([f[1] for f in found])
    plain_sd, plain_rho = np.mean([[f[2].std(), np.corrcoef(f[2][1:], f[2][:-1])[0, 1]] for f in found], axis=0)
    assert abs(sd - 1.0) < abs(plain_sd - 1.0) / 2.0
    assert abs(rho - 0.5) < abs(plain_rho - 0.5) / 2.0
