"""A plan is checked, kept as JSON and given back; its matches have the names people use."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.tournaments.engine import log
from events_app.tournaments.engine.brackets import double, single
from events_app.tournaments.engine.given import Malformed
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.engine.plan import (
    BestOf,
    Bye,
    LoserOf,
    Needed,
    Plan,
    PlanError,
    PlannedMatch,
    RankOf,
    Seed,
    TablePlan,
    WinnerOf,
    as_json,
    checked,
    plan_from_json,
)
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.roundrobin import league
from events_app.tournaments.engine.standings import Result
from events_app.tournaments.engine.titles import rounds_of, title

A_FINAL = {
    "id": 1,
    "stage": "knockout",
    "bracket": "final",
    "round": 1,
    "table": "",
    "home": {"seed": 1},
    "away": {"seed": 2},
    "needed": None,
}


def plan_json(**changed: Any) -> dict[str, Any]:
    return {"entries": 2, "tables": [], "matches": [A_FINAL | changed]}


def test_every_kind_of_source_survives_the_store() -> None:
    tables = (TablePlan("A", (1, 2), 1), TablePlan("B", (3, 4), 1))
    first = PlannedMatch(1, Seed(1), Seed(2), "groups", "group", 1, "A")
    second = PlannedMatch(2, Seed(3), Seed(4), "groups", "group", 1, "B")
    third = PlannedMatch(3, RankOf("A", 1), BestOf(2, 1, ("A", "B")), "knockout", "winners", 1)
    fourth = PlannedMatch(4, WinnerOf(3), Bye(), "knockout", "final", 1)
    fifth = PlannedMatch(5, WinnerOf(3), LoserOf(3), "knockout", "final", 2, needed=Needed(4, "away"))
    plan = Plan(4, tables, (first, second, third, fourth, fifth))

    assert plan_from_json(as_json(plan)) == plan


@given(st.integers(min_value=2, max_value=20), st.booleans())
def test_what_the_builders_make_survives_the_store(entries: int, flag: bool) -> None:
    plans = [single(entries, flag), double(entries, flag), league(entries, legs=1 + flag)]

    assert [plan_from_json(as_json(plan)) for plan in plans] == plans


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"home": {"seed": 3}}, "matches.0.home.seed"),
        ({"home": {"seed": True}}, "matches.0.home.seed"),
        ({"home": {"winner_of": 1}}, "matches.0.home"),
        ({"home": {"rank_of": {"table": "A", "rank": 1}}}, "matches.0.home.rank_of"),
        ({"home": {"rank_of": {"table": "A"}}}, "matches.0.home.rank_of.rank"),
        ({"home": {"seed": 1, "bye": True}}, "matches.0.home"),
        ({"home": {"bye": False}}, "matches.0.home"),
        ({"home": {"seed": 2}}, "matches.0.away"),
        ({"round": 0}, "matches.0.round"),
        ({"stage": "cup"}, "matches.0.stage"),
        ({"table": "A"}, "matches.0.table"),
        ({"needed": {"match": 4, "won_by": "home"}}, "matches.0.needed.match"),
        ({"needed": {"match": 4, "won_by": "draw"}}, "matches.0.needed.won_by"),
        ({"colour": "red"}, "matches.0.colour"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused_at_its_place(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan_from_json(plan_json(**changed))

    assert str(refused.value).startswith(f"{said}:")


@pytest.mark.parametrize("data", [None, [], {"entries": 2}, plan_json() | {"entries": 1}, plan_json() | {"tables": 3}])
def test_what_is_no_plan_at_all_is_refused(data: object) -> None:
    with pytest.raises(PlanError):
        plan_from_json(data)


def test_a_table_takes_no_match_after_its_places_were_taken() -> None:
    first = PlannedMatch(1, Seed(1), Seed(2), "groups", "group", 1, "A")
    final = PlannedMatch(2, RankOf("A", 1), RankOf("A", 2), "knockout", "final", 1)
    late = PlannedMatch(3, Seed(2), Seed(1), "groups", "group", 2, "A")

    with pytest.raises(PlanError, match=r"matches\.2\.table"):
        checked(Plan(2, (TablePlan("A", (1, 2), 2),), (first, final, late)))


def test_matches_have_the_names_people_use() -> None:
    def said(plan: Plan) -> list[str]:
        return list(dict.fromkeys(spoken(title(match, rounds_of(plan))) for match in plan.matches))

    assert said(single(16, third_place=True)) == [
        "Octavos de final",
        "Cuartos de final",
        "Semifinal",
        "Final",
        "Tercer lugar",
    ]
    assert said(double(8)) == [
        "Ronda 1 de ganadores",
        "Ronda 2 de ganadores",
        "Final de ganadores",
        "Ronda 1 de perdedores",
        "Ronda 2 de perdedores",
        "Ronda 3 de perdedores",
        "Final de perdedores",
        "Final",
        "Segunda final",
    ]
    assert said(league(4))[-1] == "Jornada 3"
    assert said(groups_then_knockout([3, 3], advancing=1))[:2] == ["Grupo A · jornada 1", "Grupo B · jornada 1"]
    assert said(single(33))[0] == "Ronda 1"


EVENTS = (
    log.Started(3, sequence=1, at="2026-11-21T09:00:00Z", by="Ana"),
    log.Reported(3, "a", "b", Result("a", "b", "played", (2, 1), None, ((25, 20), (20, 25)), (21, 18)), sequence=2),
    log.Confirmed(3, "home", 2, sequence=3),
    log.Disputed(3, "away", 2, "faltó un gol", sequence=4),
    log.Settled(3, 2, "comité", sequence=5),
    log.Reverted(5, sequence=6),
    log.Withdrawn("a", "auto", sequence=7),
    log.Adjusted("b", -3, "alineación indebida", sequence=8),
    log.RuledTable("A", ("a", "b"), "volado", sequence=9),
    log.Drawn(("b", "a"), sequence=10),
    log.Paired(1, (("a", "b"),), None, sequence=11),
    log.Challenged("a", "b", sequence=12),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_survives_the_store(event: log.LogEvent) -> None:
    assert log.event_from_json(log.event_as_json(event)) == event


@pytest.mark.parametrize(
    "broken",
    [
        None,
        {},
        {"event": "exploded", "sequence": 1, "at": "", "by": ""},
        {"event": "started", "sequence": 1, "at": "", "by": ""},
        {"event": "started", "sequence": 1, "at": "", "by": "", "match": 3, "extra": 1},
        {"event": "confirmed", "sequence": 1, "at": "", "by": "", "match": 3, "side": "left", "report": 2},
        {"event": "withdrawn", "sequence": 1, "at": "", "by": "", "entry": "", "policy": "auto"},
        {"event": "paired", "sequence": 1, "at": "", "by": "", "round": 1, "pairs": [["a"]], "bye": None},
        {"event": "reverted", "sequence": "1", "at": "", "by": "", "reverts": 1},
    ],
)
def test_what_is_no_event_is_refused(broken: object) -> None:
    with pytest.raises(Malformed):
        log.event_from_json(broken)
