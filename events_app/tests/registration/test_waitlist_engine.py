"""Laws of the waiting list: who is next, who is passed over, and when an offer ends."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.registration.engine.offer_hours import LENGTH, SHORTEST, offer_ends
from events_app.registration.engine.waitlist import Limit, PassVerdict, Room, Waiting, next_offers, place_of

START = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
ZONE = "America/Hermosillo"
MANY = settings(max_examples=100)


def waiting(number: int, *, seats: int = 1, company: int | None = None, kind: int = 1, waits: bool = True) -> Waiting:
    return Waiting(number, START + timedelta(minutes=number), kind, seats, company, waits)


parties = st.lists(
    st.builds(
        waiting,
        st.integers(1, 10_000),
        seats=st.integers(1, 6),
        company=st.one_of(st.none(), st.integers(1, 3)),
        kind=st.integers(1, 2),
        waits=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda each: each.id,
)
amounts = st.one_of(st.none(), st.integers(0, 12))
rooms = st.builds(lambda event, one, two: Room(event, {1: one, 2: two}), amounts, amounts, amounts)
limits = st.builds(
    Limit,
    most=st.one_of(st.none(), st.integers(1, 6)),
    taken=st.dictionaries(st.integers(1, 3), st.integers(0, 6)),
    lifted=st.booleans(),
)


def offered(entries: list[Waiting], room: Room, limit: Limit = Limit()) -> list[int]:
    return [each.entry_id for each in next_offers(entries, room, limit) if each.verdict is PassVerdict.OFFERED]


def test_the_first_who_came_is_the_first_who_is_offered() -> None:
    entries = [waiting(3), waiting(1), waiting(2)]

    assert offered(entries, Room(2, {1: None})) == [1, 2]


def test_a_party_that_does_not_fit_is_passed_over_with_the_reason_and_keeps_its_place() -> None:
    entries = [waiting(1, seats=4), waiting(2, seats=2), waiting(3)]

    decisions = [(each.entry_id, each.verdict, each.because) for each in next_offers(entries, Room(3, {1: 9}))]

    assert decisions == [
        (1, PassVerdict.NO_ROOM, "4 > 3"),
        (2, PassVerdict.OFFERED, "2 <= 3"),
        (3, PassVerdict.OFFERED, "1 <= 1"),
    ]
    assert place_of(1, entries) == 1


def test_several_seats_go_to_several_parties_at_once_and_without_a_limit_to_all() -> None:
    entries = [waiting(1, seats=5), waiting(2, kind=2, seats=3), waiting(3, seats=40)]

    assert offered(entries, Room(None, {1: None, 2: None})) == [1, 2, 3]


def test_a_company_at_its_maximum_waits_behind_everybody_under_it() -> None:
    entries = [waiting(1, company=1), waiting(2, company=2), waiting(3)]
    full = Limit(most=5, taken={1: 5, 2: 4})

    assert offered(entries, Room(9, {1: None}), full) == [2, 3]
    assert offered(entries, Room(9, {1: None}), Limit(5, full.taken, lifted=True)) == [2, 3, 1]


def test_what_is_left_goes_to_the_company_with_the_fewest_seats() -> None:
    entries = [waiting(1, company=1), waiting(2, company=1), waiting(3, company=2)]
    late = Limit(most=3, taken={1: 3, 2: 3}, lifted=True)

    assert offered(entries, Room(2, {1: None}), late) == [1, 3]


def test_an_offer_counts_toward_the_maximum_of_its_company() -> None:
    entries = [waiting(1, company=1), waiting(2, company=1), waiting(3, company=2)]

    assert offered(entries, Room(9, {1: None}), Limit(most=1)) == [1, 3]


@MANY
@given(parties, rooms, limits)
def test_what_is_offered_never_passes_any_room(entries: list[Waiting], room: Room, limit: Limit) -> None:
    given_to = set(offered(entries, room, limit))
    seats = {kind: sum(e.seats for e in entries if e.id in given_to and e.ticket_type == kind) for kind in (1, 2)}

    assert room.event is None or sum(seats.values()) <= room.event
    assert all(room.types[kind] is None or seats[kind] <= (room.types[kind] or 0) for kind in (1, 2))


@MANY
@given(parties, rooms, limits)
def test_everybody_who_waits_has_one_decision_and_nobody_else_has_any(
    entries: list[Waiting], room: Room, limit: Limit
) -> None:
    decided = [each.entry_id for each in next_offers(entries, room, limit)]

    assert sorted(decided) == sorted(each.id for each in entries if each.waits)


@MANY
@given(parties, rooms, limits)
def test_after_the_offers_nobody_who_still_waits_would_have_fitted(
    entries: list[Waiting], room: Room, limit: Limit
) -> None:
    decisions = next_offers(entries, room, limit)
    given_to = {each.entry_id for each in decisions if each.verdict is PassVerdict.OFFERED}
    taken = dict(limit.taken)
    for each in entries:
        if each.id in given_to:
            room = room.less(each.ticket_type, each.seats)
            if each.company is not None:
                taken[each.company] = taken.get(each.company, 0) + each.seats
    rest = [
        Waiting(
            each.id, each.joined_at, each.ticket_type, each.seats, each.company, each.waits and each.id not in given_to
        )
        for each in entries
    ]

    assert offered(rest, room, Limit(limit.most, taken, limit.lifted)) == []


@MANY
@given(parties, rooms, limits)
def test_nobody_is_passed_by_an_equal_who_came_later(entries: list[Waiting], room: Room, limit: Limit) -> None:
    given_to = set(offered(entries, room, limit))

    for early in entries:
        for late in entries:
            equal = (early.ticket_type, early.company) == (late.ticket_type, late.company)
            if equal and early.waits and early.place < late.place and late.seats >= early.seats:
                assert late.id not in given_to or early.id in given_to


@MANY
@given(parties, rooms, limits)
def test_before_the_limit_is_lifted_no_company_passes_it(entries: list[Waiting], room: Room, limit: Limit) -> None:
    given_to = set(offered(entries, room, Limit(limit.most, limit.taken)))

    for company in (1, 2, 3):
        more = sum(each.seats for each in entries if each.id in given_to and each.company == company)
        assert not more or limit.most is None or limit.taken.get(company, 0) + more <= limit.most


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def local(moment: datetime | None) -> str:
    return moment.astimezone(ZoneInfo(ZONE)).strftime("%a %d %H:%M") if moment else "none"


def test_offers_end_in_working_hours_of_the_event() -> None:
    far = START + timedelta(days=60)
    ends = {}
    for day, hour in ((19, 11), (18, 21), (19, 3), (18, 20), (20, 12)):
        asked = datetime(2026, 11, day, hour, 0, tzinfo=ZoneInfo(ZONE))
        ends[f"{day} {hour}"] = local(offer_ends(asked, latest=far, zone=ZONE, is_open=weekdays))

    assert ends == {
        "19 11": "Fri 20 11:00",
        "18 21": "Fri 20 10:00",
        "19 3": "Fri 20 10:00",
        "18 20": "Fri 20 10:00",
        "20 12": "Mon 23 12:00",
    }


def test_an_event_that_is_sooner_ends_the_offer_with_its_sale_and_the_last_minutes_make_none() -> None:
    soon = START + timedelta(hours=5)

    assert offer_ends(START, latest=soon, zone=ZONE, is_open=weekdays) == soon
    assert offer_ends(soon - SHORTEST, latest=soon, zone=ZONE, is_open=weekdays) == soon
    assert offer_ends(soon - SHORTEST + timedelta(seconds=1), latest=soon, zone=ZONE, is_open=weekdays) is None


@MANY
@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=90)),
    st.sampled_from([ZONE, "America/Tijuana", "America/Mexico_City"]),
)
def test_an_offer_lasts_a_day_in_working_hours_unless_the_event_is_sooner(
    now: datetime, left: timedelta, zone: str
) -> None:
    latest = now + left
    ends = offer_ends(now, latest=latest, zone=zone, is_open=weekdays)

    if ends is None:
        assert left < SHORTEST
    elif ends != latest:
        there = ends.astimezone(ZoneInfo(zone))
        assert now + LENGTH <= ends < latest
        assert time(9) < there.time() < time(20)
        assert weekdays(there.date())
