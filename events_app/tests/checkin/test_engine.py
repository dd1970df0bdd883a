"""The door's pure rules: any order of upload gives the same state, and every reading its reason."""

import json
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.checkin.engine.admission import Change, Reading, fold
from events_app.checkin.engine.codes import Read, read_code
from events_app.checkin.engine.compute import compute
from events_app.checkin.engine.rules import Door, Ticket
from events_app.commands import compute as command

START = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
CODE = "ABCDEFGHIJKLMNOPQRSTUVWX23"
SCAN = {
    "id": "s1",
    "device": "d1",
    "sequence": 1,
    "gate": "norte",
    "direction": "in",
    "device_time": "2026-11-20T17:00:05Z",
    "clock_offset": 0,
    "shown": "admitted",
    "snapshot": "2026-11-20T16:00:00Z",
}
PAYLOAD = {
    "ticket": {"status": "confirmed", "type": "general", "valid_from": None, "valid_until": None},
    "changes": [{"at": "2026-11-20T16:10:00Z", "status": "cancelled"}],
    "list": {"session": None, "types": ["general"], "reentry": False},
    "scans": [SCAN],
}

statuses = st.sampled_from(["confirmed", "held", "pending", "cancelled", "revoked"])
readings = st.lists(
    st.builds(
        Reading,
        id=st.uuids().map(str),
        device=st.sampled_from("abc"),
        sequence=st.integers(0, 9),
        gate=st.sampled_from(["norte", "sur"]),
        direction=st.sampled_from(["in", "in", "out"]),
        device_time=st.integers(0, 40).map(lambda minutes: START + timedelta(minutes=minutes)),
        clock_offset=st.sampled_from([0.0, 0.0, 1.5, -60.0, 400.0]),
        shown=st.sampled_from([None, "admitted", "cancelled"]),
    ),
    max_size=12,
    unique_by=lambda reading: reading.id,
)
changes = st.lists(
    st.builds(Change, at=st.integers(0, 40).map(lambda minutes: START + timedelta(minutes=minutes)), status=statuses),
    max_size=3,
    unique_by=lambda change: change.at,
)


def scan(key: str, minute: int, **over: Any) -> Reading:
    values: dict[str, Any] = {"device": "d1", "sequence": minute, "gate": "norte", "direction": "in"}
    return Reading(id=key, device_time=START + timedelta(minutes=minute), **(values | over))


@given(readings, changes, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_upload_never_matters(
    scans: list[Reading], moved: list[Change], reentry: bool, luck: random.Random
) -> None:
    ticket, door = Ticket("confirmed", "general"), Door(reentry=reentry)
    shuffled, changed = luck.sample(scans, len(scans)), luck.sample(moved, len(moved))

    state = fold(ticket, moved, door, scans)

    assert fold(ticket, changed, door, shuffled) == state


@given(readings, changes, st.booleans())
def test_there_is_at_most_one_open_entry_and_one_entry_without_reentry(
    scans: list[Reading], moved: list[Change], reentry: bool
) -> None:
    state = fold(Ticket("confirmed", "general"), moved, Door(reentry=reentry), scans)

    passes = [state.verdicts[each.id].verdict for each in sorted(scans, key=lambda each: each.order)]
    steps = [each for each in passes if each in ("admitted", "exited")]
    assert steps == (["admitted", "exited"] * len(steps))[: len(steps)]
    assert state.inside == (steps[-1:] == ["admitted"])
    assert state.entries == steps.count("admitted") <= (len(scans) if reentry else 1)


@given(readings, changes)
def test_every_scan_has_a_verdict_and_every_conflict_names_known_scans(
    scans: list[Reading], moved: list[Change]
) -> None:
    state = fold(Ticket("confirmed", "general"), moved, Door(), scans)

    known = {each.id for each in scans}
    assert set(state.verdicts) == known
    assert all(set(each.scans) <= known for each in state.conflicts)


def test_two_offline_gates_that_admitted_the_same_ticket_are_a_duplicate_entry() -> None:
    first, second = scan("s1", 5, shown="admitted"), scan("s2", 7, device="d2", gate="sur", shown="admitted")

    state = fold(Ticket("confirmed", "general"), [], Door(), [second, first])

    assert {key: each.verdict for key, each in state.verdicts.items()} == {"s1": "admitted", "s2": "already_inside"}
    assert [(each.kind, each.scans) for each in state.conflicts] == [("duplicate_entry", ("s1", "s2"))]


def test_clocks_are_suspect_beyond_five_minutes_or_when_they_run_backwards() -> None:
    far, near = scan("far", 1, clock_offset=300.5), scan("near", 2, device="d2", clock_offset=300.0)
    before, after = scan("before", 9, device="d3", sequence=1), scan("after", 8, device="d3", sequence=2)

    state = fold(Ticket("confirmed", "general"), [], Door(reentry=True), [far, near, before, after])

    assert {each.scans for each in state.conflicts if each.kind == "clock_suspect"} == {("far",), ("after",)}


@pytest.mark.parametrize(
    ("ticket", "door", "verdict"),
    [
        (Ticket("confirmed", "vip"), Door(types=["general"]), "wrong_type"),
        (Ticket("confirmed", "vip", sessions=(4,)), Door(session=5), "wrong_type"),
        (Ticket("confirmed", "vip", sessions=(4,)), Door(session=4), "admitted"),
        (Ticket("confirmed", "vip", valid_from=START + timedelta(minutes=1)), Door(), "too_early"),
        (Ticket("confirmed", "vip", valid_from=START), Door(), "admitted"),
        (Ticket("confirmed", "vip", valid_until=START), Door(), "too_late"),
        (Ticket("confirmed", "vip"), Door(opens_at=START + timedelta(minutes=1)), "too_early"),
        (Ticket("confirmed", "vip"), Door(closes_at=START), "too_late"),
        (Ticket("held", "vip"), Door(types=["general"]), "unpaid"),
        (Ticket("pending", "vip"), Door(), "unapproved"),
        (Ticket("expired", "vip"), Door(), "cancelled"),
        (Ticket("revoked", "vip"), Door(), "revoked"),
        (Ticket("unknown", "vip"), Door(), "unknown"),
    ],
)
def test_the_first_rule_that_says_no_gives_the_verdict(ticket: Ticket, door: Door, verdict: str) -> None:
    state = fold(ticket, [], door, [scan("s1", 0)])

    assert state.verdicts["s1"].verdict == verdict


def test_the_status_at_the_corrected_moment_decides() -> None:
    cancelled = Change(START + timedelta(minutes=10), "cancelled")
    early, late = scan("early", 12, clock_offset=-180.0), replace(scan("late", 9, device="d2"), clock_offset=120.0)

    state = fold(Ticket("confirmed", "general"), [cancelled], Door(reentry=True), [early, late])

    assert {key: each.verdict for key, each in state.verdicts.items()} == {"early": "admitted", "late": "cancelled"}


def test_compute_answers_in_the_public_format() -> None:
    answer = compute(PAYLOAD)

    assert answer == {
        "verdicts": {"s1": {"verdict": "cancelled", "because": "the registration was cancelled"}},
        "inside": False,
        "conflicts": [{"kind": "stale_list", "scans": ["s1"]}],
    }


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"scans": None}, "scans"),
        ({"scans": [SCAN, SCAN]}, "scans"),
        ({"scans": [SCAN | {"sequence": -1}]}, "scans[0].sequence"),
        ({"scans": [SCAN | {"sequence": True}]}, "scans[0].sequence"),
        ({"scans": [SCAN | {"device_time": "2026-11-20T17:00:05"}]}, "scans[0].device_time"),
        ({"scans": [SCAN | {"device_time": "9999-12-31T23:59:59Z", "clock_offset": 9}]}, "scans[0].device_time"),
        ({"scans": [SCAN | {"direction": "up"}]}, "scans[0].direction"),
        ({"scans": [SCAN | {"shown": "fine"}]}, "scans[0].shown"),
        ({"scans": [SCAN | {"clock_offset": "1"}]}, "scans[0].clock_offset"),
        ({"scans": [SCAN | {"colour": 1}]}, "scans[0].colour"),
        ({"ticket": {}}, "ticket.status"),
        ({"ticket": []}, "ticket"),
        ({"changes": [{"at": "x", "status": "cancelled"}]}, "changes[0].at"),
        ({"list": {"reentry": "no"}}, "list.reentry"),
        ({"extra": 1}, "extra"),
    ],
)
def test_malformed_input_is_refused_by_the_name_of_its_field(over: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(field)}:"):
        compute(PAYLOAD | over)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(st.sampled_from(["ticket", "scans", "list", "changes", "id", "status"]), each)
        ),
    )
)
def test_no_json_makes_compute_fail_otherwise(payload: Any) -> None:
    if not isinstance(payload, dict):
        payload = {"ticket": payload, "scans": [payload]}

    try:
        compute(payload)
        refused = ""
    except ValueError as error:
        refused = str(error)

    assert refused == "" or ":" in refused


def test_admission_is_among_the_engines_of_the_command() -> None:
    engine = command.ENGINES["admission"]

    answer = engine(command.read(json.dumps(PAYLOAD).encode()))

    assert answer["inside"] is False


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"HTTPS://CONVOCA.MX/T/{CODE}", Read(CODE)),
        (f"  https://convoca.mx/t/{CODE.lower()}\r\n", Read(CODE)),
        (f"http://localhost:8000/T/{CODE}?lang=en", Read(CODE)),
        (CODE, Read(CODE)),
        (CODE.lower(), Read(CODE)),
        ("C5K 0318", Read("", "folio")),
        ("c5k-318", Read("", "folio")),
        (CODE[:25], Read("", "not a ticket")),
        (CODE.replace("A", "1"), Read("", "not a ticket")),
        (f"HTTPS://CONVOCA.MX/X/{CODE}", Read("", "not a ticket")),
        ("https://wa.me/526311234567", Read("", "not a ticket")),
        ("", Read("", "not a ticket")),
        ("\u0130" * 26, Read("", "not a ticket")),
    ],
)
def test_a_code_is_read_in_every_form_a_scanner_gives(text: str, read: Read) -> None:
    assert read_code(text) == read
