"""The report: complete, harmless, readable without a network, and never half written."""

import dataclasses
import datetime
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import attrit
from attrit.analysis.compare import compare
from attrit.answer import answer
from attrit.errors import StoreError
from attrit.everything import Findings
from attrit.evidence.claims import Ledger
from attrit.quantities import quantities
from attrit.scenario.things import ArmSpec
from attrit.views.answer.table import headline_rows
from attrit.views.answer.words import sentence
from attrit.views.report.inputs import class_counts, input_groups
from attrit.views.report.page import NOTHING, page, report
from attrit.views.words.cells import cells
from attrit.views.words.numbers import interval, number, with_error
from tests.views import example

VOID = {"meta", "br", "wbr", "img", "link", "input", "hr"}
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module", autouse=True)
def _no_cut():
    """The example has no loss rates to be cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("attrit.views.report.page.losses_cut", lambda _: [])
        yield


class Page(HTMLParser):
    """Elements with their attributes, the text of each section, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: dict[str, str] = {"": ""}
        self.section = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.section = dict(attrs)["id"]
            self.texts[self.section] = ""

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "section":
            self.section = ""

    def handle_data(self, data):
        self.texts[self.section] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def says(self, section: str, text: str) -> bool:
        return text in " ".join(self.texts[section].split())


@pytest.fixture(scope="module")
def run():
    return example.results()


@pytest.fixture(scope="module")
def whole(run) -> Page:
    return Page(page(run, Findings(carries=example.carried())))


# --- what it says


def test_it_opens_with_question_answer_and_the_table_behind_it(run, whole: Page):
    told = answer(run, "committed", "absent")
    assert whole.says("", run.scenario.question) and whole.says("", run.scenario.title)
    assert whole.says("answer", sentence(run, told.comparison))
    for row in headline_rows(told.comparison):
        c = cells(row, run.scenario.as_of)
        line = "".join((c.arm, c.arm_interval, c.against, c.against_interval, c.difference, c.interval))
        assert whole.says("headline", line), row.measure.name
    for line in told.context:
        assert line.unit == "1" or whole.says("headline", interval(line.estimate))
    assert len(told.context) == 3


def test_every_section_is_there_once(whole: Page):
    wanted = [
        "answer",
        "headline",
        "front",
        "days",
        "arms",
        "losses",
        "limits",
        "rules",
        "run",
        "inputs",
        "claims",
    ]
    assert [attributes["id"] for attributes in whole.all("section")] == wanted
    assert len(whole.all("figure")) == 7


def test_every_arm_is_held_against_the_base_arm(run, whole: Page):
    for name in run.arms[1:]:
        d = compare(run, name, "committed")["area_held"].difference
        assert whole.says("arms", with_error(d.mean, d.mean_error, signed=True) + interval(d, signed=True))
        assert run.scenario.arms[name].title[1:] in whole.texts["arms"]


def test_every_input_stands_with_its_class_and_source(run, whole: Page):
    lines = [line for _, lines in input_groups(run.scenario) for line in lines]
    assert {line.path for line in lines} == set(run.scenario.inputs)
    for line in lines:
        assert all(
            whole.says("inputs", text) for text in (line.path, line.meaning, line.middle, line.kind, line.source)
        )
    tagged = [a["class"] for a in whole.all("span") if a.get("class", "").startswith("tag ")]
    assert sorted(tagged) == sorted(["tag judgement", *(f"tag {line.kind}" for line in lines)])


def test_inputs_are_told_as_they_are_believed(run):
    lines = {line.path: line for _, lines in input_groups(run.scenario) for line in lines}
    assert lines["hypotheses.role"].middle == "logistics 35 %, mixed 35 %, assault 30 %"
    recruits = lines["sides.ru.recruits"]
    assert (recruits.middle, recruits.spread, recruits.unit, recruits.kind) == (
        "950",
        "800 to 1,100",
        "men/day",
        "claim",
    )
    men = lines["groups.dprk.men"]
    assert (men.kind, men.source) == ("formula", "= quantities.contingent_men")
    assert men.middle == lines["quantities.contingent_men"].middle
    assert re.fullmatch(r"[\d,]+ to [\d,]+", men.spread)  # what is computed is no more certain
    hazard = lines["mechanisms.collapse.hazard"]
    assert (hazard.middle, hazard.spread, hazard.unit) == ("0.0008", "0.00015 to 0.004", "1/day")
    assert class_counts(run.scenario) == {
        "claim": 2, "fit": 0, "literature": 0, "judgement": 3, "certain": 4, "formula": 1,
    }  # fmt: skip


def test_a_uniform_prior_and_a_factor_show_in_the_range():
    known = quantities()["map.lag"]
    given = example.given("mechanisms.map.lag", example.default("map.lag"), known)
    s = example.scenario(inputs={given.path: dataclasses.replace(given, times=2.0)}, switched_off=frozenset({"map"}))
    ((title, (line,)),) = input_groups(s)
    assert title == "Mechanism: map"
    assert (line.spread, line.off) == ("0.8 to 15.2", True)
    assert line.source.endswith("times 2")


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"), (0.00015, "0.00015"), (0.25, "0.25"), (2.968, "2.97"), (45.0, "45"), (-0.55, "−0.55"),
        (999.6, "1,000"), (9973.2, "9,970"), (20842.0, "20,842"), (1e9, "1,000,000,000"), (3e-7, "0.0000003"),
    ],
)  # fmt: skip
def test_numbers_have_three_digits_and_no_exponent(x: float, text: str):
    assert number(x) == text


def test_every_claim_stands_with_its_claimant_and_link(run, whole: Page):
    rows = {a["id"] for a in whole.all("tr") if "id" in a}
    links = {a["href"] for a in whole.all("a")}
    assert len(run.scenario.ledger) > 100
    for claim in run.scenario.ledger:
        assert claim.id in rows
        assert whole.says("claims", claim.claimant)
        assert not claim.link or claim.link in links


def test_claims_named_in_a_source_lead_to_their_row(run, whole: Page):
    inner = {a["href"][1:] for a in whole.all("a") if a["href"].startswith("#")}
    used = run.scenario.inputs["quantities.contingent_men"].prior.provenance.claims
    assert used and set(used) <= inner
    assert inner <= {a["id"] for _, a in whole.elements if "id" in a}


def test_rules_and_the_arms_they_forbid_are_told(whole: Page):
    assert whole.says("rules", "Mutual-defence treaty") and whole.says("rules", "Russia, annexed")
    assert whole.says("rules", "Sent to the Donbas")
    assert whole.says("rules", "“sent to the Donbas” sends “North Koreans” into sector “pokrovsk” (territory annexed).")
    assert whole.says("rules", "“Mutual-defence treaty” permits russia.")
    assert "'" not in whole.texts["rules"]


def test_limits_name_the_share_of_judgement_and_the_company(whole: Page):
    assert whole.says("limits", "Of 5 uncertain inputs, 3 rest on judgement")
    assert whole.says("limits", "RAND N-3148 (1991)") and whole.says("limits", "Six (or so) things")


def test_limits_say_what_is_heard_with_hindsight(whole: Page):
    assert whole.says("limits", "it contains nothing said after")
    s = example.scenario()
    early = min(claim.made_on for claim in s.ledger) - datetime.timedelta(days=1)
    shown = Page(page(example.results(dataclasses.replace(s, as_of=early))))
    assert shown.says("limits", f"With hindsight: {len(s.ledger)} claims made after day 0")
    assert not shown.says("limits", "nothing said after")


def test_losses_that_are_cut_are_among_the_warnings(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("attrit.views.report.page.losses_cut", lambda _: ["Warning: losses are cut"])
    assert Page(page(run)).says("answer", "Warning: losses are cut")


def test_no_default_rests_on_one_war():
    assert not [q.name for q in quantities().values() if re.search(r"US administration|Kursk", q.source)]


def test_how_it_was_run_is_told_in_full(run, whole: Page):
    for text in (
        "400 worlds × 4 arms × 90 days",
        "Seed 7",
        "committed, absent",
        attrit.__version__,
    ):
        assert whole.says("run", text) or whole.says("run", text.replace(" ", "")), text
    played = attrit.simulate(attrit.load("template"), 2, horizon=2)
    assert Page(page(played)).says("run", played.scenario.digest)


def test_a_shipped_scenario_has_a_report():
    s = attrit.load("template")
    shown = Page(page(attrit.simulate(s, 64, horizon=40)))
    assert shown.says("", s.question)
    for path in s.inputs:
        assert shown.says("inputs", path)
    for name, problem in s.forbidden_arms().items():
        assert shown.says("rules", s.arms[name].title[1:]) and name not in shown.texts["run"]
        assert problem.cure and not shown.says("rules", "--set")


def test_what_carries_the_effect_stands_below_the_headline_table(whole: Page):
    assert whole.says("headline", "What carries the effect")
    assert whole.says("headline", "would be −2.0 ± 0.7 km² if russians_freed were 0")
    assert "decides" not in whole.texts, "it is no part of what decides the spread"


def test_arms_tell_what_they_change_by_titles():
    arms = {
        "five_times": {"groups.dprk.men": {"times": 5}},
        "second_line": {"hypotheses.role": "second_line", "mechanisms.substitution": False},
        "absent": {"groups.dprk.men": "0 person", "groups.dprk.front": "kursk"},
    }
    s = example.scenario()
    changed = {name: dataclasses.replace(arm, changes=arms.get(name, {})) for name, arm in s.arms.items()}
    shown = Page(page(example.results(example.scenario(arms=changed))))
    told = ("North Koreans, men: times 5", "North Koreans, men: 0 men", "role: second line", "front: Kursk")
    for text in (*told, "substitution: off"):
        assert shown.says("arms", text), text


def test_claims_are_about_what_the_input_is(whole: Page):
    assert whole.says("claims", "What is claimed, and what the model makes of it: men sent.")
    assert whole.says("claims", "Claims about men sent (men)") and whole.says("claims", "Men sent")
    assert not whole.says("claims", "quantities.contingent_men.")


def test_days_of_the_run_are_dates_in_the_table_of_inputs():
    known, judged = quantities(), example.Provenance("judgement", "loss of .42 [.3 to -.7]; 0.5, 1.5")
    paths = {
        "groups.ua.arrival_day": example.Prior("normal", 0.0, 15.0, 30.0, judged),
        "groups.ua.departure_day": example.Prior.certain(1e6, judged),
        "groups.ua.arrival_ramp": example.Prior.certain(20.0, judged),
    }
    given = {path: example.given(path, prior, known[f"group.{path.split('.')[2]}"]) for path, prior in paths.items()}
    ((_, lines),) = input_groups(example.scenario(inputs=given))
    arrival, departure, ramp = lines
    assert (arrival.middle, arrival.spread, arrival.unit) == ("1 Dec 2024", "16 Nov 2024 to 16 Dec 2024", "")
    assert (departure.middle, departure.unit) == ("never", "")
    assert (ramp.middle, ramp.unit) == ("20", "days")
    assert arrival.source == "loss of 0.42 [0.3 to -0.7]; 0.5, 1.5"


def test_a_front_that_was_not_the_attackers_is_taken_and_one_that_was_is_recovered(whole: Page):
    assert whole.says("answer", "recovers the ground") and whole.says("headline", "Probability of recovery")
    fronts = {name: dataclasses.replace(front, recovers=False) for name, front in example.scenario().fronts.items()}
    shown = Page(page(example.results(example.scenario(fronts=fronts))))
    assert not shown.says("answer", "recovers") and shown.says("answer", "takes the ground")
    assert shown.says("headline", "Probability of taking the ground")
    assert shown.says("arms", "Taken") and whole.says("arms", "Recovered")


# --- what it looks like


def test_numbers_stay_with_their_signs_and_units(run):
    told = sentence(run, answer(run, "committed", "absent").comparison)
    (shown,) = re.findall(r'<p class="answer">(.*?)</p>', page(run), re.DOTALL)
    assert shown.replace("\u00a0", " ") == told
    assert not re.search(r"\d (%|km²|men|points)|± | ±", shown)


def test_every_colour_of_a_drawing_has_one_for_the_night(run):
    """But for the cells of a map of two levers, which stay pale with dark figures."""
    text = page(run, Findings(carries=example.carried()))
    style, night = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1], re.search(r"dark\) \{\s*(.*?)\}", text)[1]
    drawn = set(re.findall(r'(?:fill|stroke)="([^"]+)"', "".join(re.findall("<svg.*?</svg>", text, re.DOTALL))))
    for colour in drawn - {"none", "transparent"}:
        (name,) = re.findall(rf'svg \[fill="{colour}"\] {{ fill: var\(--(\w+)\)', style)
        assert f'svg [stroke="{colour}"] {{ stroke: var(--{name})' in style
        assert f"--{name}:" in night
    assert '<meta name="color-scheme" content="light dark">' in text


def test_a_narrow_screen_shows_the_difference_first_and_every_number_under_its_name(whole: Page):
    cells = [a for a in whole.all("td") if a.get("data-head")]
    assert [a["data-head"] for a in cells[:4]][2:] == ["Difference", "Nine worlds in ten of it"]
    assert {a["data-head"] for a in cells if a.get("class") == "first"} == {"Difference", "Nine worlds in ten of it"}
    assert len([a for a in whole.all("div") if a.get("class") == "drawing"]) == len(whole.all("figure"))


# --- what it leaves out


def test_a_run_of_one_arm_shows_no_difference(run):
    alone = Page(page(example.results(arms=("committed",))))
    assert "arms" not in alone.texts
    assert len(alone.all("figure")) == 4
    assert alone.says("answer", "nothing to hold it against")


def test_without_the_base_arm_the_arms_are_not_compared():
    shown = Page(page(example.results(arms=("absent", "five_times"))))
    assert "arms" not in shown.texts
    assert shown.says("days", "minus") and shown.says("headline", "Five times as many")


def test_what_is_not_modelled_is_not_told():
    s = example.scenario(parties={}, supporters={}, groups={
        name: dataclasses.replace(group, supporter=None) for name, group in example.scenario().groups.items()
    })  # fmt: skip
    played = example.results(s)
    taken = played.variables["recovered_day"]
    once = taken._replace(values=0.999996 * np.isfinite(taken.values))  # talks in a million days
    shown = Page(page(dataclasses.replace(played, variables={**played.variables, "before_talks": once})))
    assert not shown.says("limits", "politics") and not shown.says("headline", "carrying experience home")
    assert not shown.says("arms", "Before talks"), "nobody talks, so it is the same number twice"
    assert not shown.says("headline", "before talks")


def test_a_bare_scenario_has_a_report():
    s = example.scenario(ledger=None, rules={}, contingent=(), parties={})
    bare = Page(page(example.results(s)))
    assert not {"rules", "claims"} & set(bare.texts)
    assert not bare.says("headline", "contingent in context")


def test_ground_not_kept_by_day_is_said(run):
    held = run.variables["area_held"]
    last = held._replace(dims=("arm", "draw"), values=held.values[:, -1])
    shown = Page(page(dataclasses.replace(run, variables={**run.variables, "area_held": last})))
    assert shown.says("days", "The ground held was not kept by day in this run.")


def test_what_went_wrong_or_was_switched_off_is_said(run):
    status = run.variables["status"]
    broken = status._replace(values=status.values + (status.values == 0) * (run.coords["draw"][0] == 0))
    s = example.scenario(switched_off=frozenset({"main_effort", "collapse"}))
    shown = Page(page(dataclasses.replace(run, scenario=s, variables={**run.variables, "status": broken})))
    assert shown.says("answer", f"Worlds that failed: {status.values.size}.")
    assert shown.says("answer", "Switched off in this run: collapse, main effort.")


# --- harmless, offline, accessible


def test_nothing_a_user_wrote_becomes_markup():
    s = example.scenario()
    ledger = Ledger(tuple(dataclasses.replace(claim, claimant=HOSTILE, note=HOSTILE) for claim in s.ledger))
    arms = {name: ArmSpec(name, HOSTILE, {"groups.dprk.men": HOSTILE}) for name in s.arms}
    sides = {name: dataclasses.replace(side, title=HOSTILE, adjective=HOSTILE) for name, side in s.sides.items()}
    rules = {name: dataclasses.replace(rule, title=HOSTILE, source=HOSTILE) for name, rule in s.rules.items()}
    changed = example.scenario(title=HOSTILE, question=HOSTILE, arms=arms, sides=sides, rules=rules, ledger=ledger)
    shown = Page(page(example.results(changed)))
    assert not shown.all("script") and not shown.all("img")
    assert shown.says("", "<script>alert(1)</script>") and shown.says("claims", HOSTILE)
    assert not [key for _, attributes in shown.elements for key in attributes if key.startswith("on")]


def test_it_asks_nothing_of_a_network(run, whole: Page):
    fetching = {"src", "srcset", "data", "poster", "action", "background", "xlink:href"}
    assert not [(tag, attributes) for tag, attributes in whole.elements if fetching & set(attributes)]
    assert not {"link", "script", "iframe", "object", "embed", "base", "image", "use"} & {
        tag for tag, _ in whole.elements
    }
    text = page(run)
    assert not re.search(r"@import|url\(", text)
    (policy,) = [a["content"] for a in whole.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert all(a["href"].startswith(("#", "https://", "http://")) for a in whole.all("a"))


def test_it_can_be_read_without_seeing_it(whole: Page):
    assert whole.all("html") == [{"lang": "en"}]
    assert len(whole.all("h1")) == 1
    assert all(a.get("scope") in ("col", "row", "rowgroup") for a in whole.all("th"))
    drawings = [a for a in whole.all("div") if a.get("role") == "img"]
    assert len(drawings) == len(whole.all("figure")) == len(whole.all("figcaption")) == len(whole.all("svg"))
    assert all(len(a["aria-label"]) > 40 for a in drawings)
    names = [a["id"] for _, a in whole.elements if "id" in a]
    assert len(names) == len(set(names))


# --- the file


def test_the_file_is_written_whole(run, tmp_path):
    path = tmp_path / "kursk.html"
    assert attrit.report(run, str(path), findings=NOTHING) == path
    assert path.read_text("utf-8") == page(run), "a second process draws the same"
    assert list(tmp_path.iterdir()) == [path]


def test_a_report_that_fails_leaves_the_old_one(run, tmp_path, monkeypatch):
    path = tmp_path / "kursk.html"
    path.write_text("old", "utf-8")

    def cut_off(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(OSError, match="No space left"):
        attrit.report(run, path, findings=NOTHING)
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_path_that_cannot_be_a_report_is_refused(run, tmp_path):
    with pytest.raises(StoreError, match="is a folder"):
        report(run, tmp_path)
    with pytest.raises(StoreError, match="there is no folder"):
        report(run, tmp_path / "nowhere" / "x.html")
