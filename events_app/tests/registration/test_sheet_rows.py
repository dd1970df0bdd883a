"""One verdict per row of a company's list: the laws that hold for any list, and each verdict with its reason."""

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.registration.engine.sheet_rows import ENTERS, Employee, Line, Reason, Situation, counts, judge

SINCE = datetime(2027, 1, 18, tzinfo=UTC)


def line(number: int, key: str, surname: str = "acuna", name: str = "", **over: object) -> Line:
    values: dict[str, object] = {"digits": len(key)} | over
    return Line(number, key, frozenset({surname}), name or f"{surname} {key}", **values)  # type: ignore[arg-type]


def employee(key: str, surname: str = "acuna", **over: object) -> Employee:
    values: dict[str, object] = {"parts": {"paternal_surname": surname.title()}} | over
    name = str(values.pop("name", f"{surname} {key}"))
    return Employee(int(key), key, f"{surname.title()} {key}", frozenset({surname}), name, **values)  # type: ignore[arg-type]


def verdicts(lines: list[Line], now: Situation) -> dict[int, str]:
    return {each.number: each.verdict for each in judge(lines, now)}


def test_every_kind_of_row_gets_its_own_verdict() -> None:
    now = Situation(
        people=[
            employee("20077"),
            employee("18833", "grijalva", registered_since=SINCE),
            employee("30977", "othon"),
            employee("41000", "ruiz", left_on=date(2026, 10, 1)),
            employee("50000", "vega", waiting=True),
        ],
        free=3,
        queue=4,
        digits=5,
    )
    lines = [
        line(2, "20077"),
        line(3, "20419", "felix"),
        line(5, "18833", "grijalva"),
        line(12, "20077"),
        line(23, "31207", "", mistakes=(Reason("cell", "paternal_surname"),)),
        line(24, "30977", "salcido"),
        line(25, "123", "noriega"),
        line(26, "41000", "ruiz"),
        line(27, "20419", "ochoa"),
        line(28, "50000", "vega"),
        line(29, "60001", "lara", left_out=True),
        line(30, "60002", "mora"),
        line(31, "60003", "nieto"),
        line(32, "60004", "ortiz"),
    ]

    judged = {each.number: each for each in judge(lines, now)}

    assert {number: each.verdict for number, each in judged.items()} == {
        2: "ok", 3: "new_person", 5: "registered", 12: "repeated", 23: "missing", 24: "wrong_number",
        25: "wrong_number", 26: "not_allowed", 27: "wrong_number", 28: "waiting_list", 29: "left_out",
        30: "new_person", 31: "waiting_list", 32: "waiting_list",
    }  # fmt: skip
    assert [dict(judged[number].reasons[0].detail) for number in (12, 27, 31, 32)] == [
        {"row": 2}, {"row": 3}, {"place": 5}, {"place": 6},
    ]  # fmt: skip
    assert judged[24].reasons[0] == Reason("belongs_to", "employee_number", {"name": "Othon 30977", "key": "30977"})


def test_a_missing_surname_brings_what_the_directory_knows_under_the_number() -> None:
    known = employee("31207", "bustamante", parts={"paternal_surname": "Bustamante", "maternal_surname": "Cota"})
    broken = line(23, "31207", "", mistakes=(Reason("cell", "paternal_surname"),))

    judged = judge([broken], Situation(people=[known]))

    assert judged[0].reasons[1].code == "known_as"
    assert judged[0].reasons[1].detail["maternal_surname"] == "Cota"


def test_a_company_over_its_limit_waits_although_there_is_room() -> None:
    lines = [line(number, str(number)) for number in range(10, 14)]

    judged = judge(lines, Situation(free=100, company_may=2))

    assert [each.verdict for each in judged] == ["new_person", "new_person", "waiting_list", "waiting_list"]
    assert judged[2].reasons[0].code == "company_full"


keys = st.integers(10, 40).map(str)
surnames = st.sampled_from(["acuna", "felix", "ruiz"])
some_lines = st.lists(st.builds(lambda key, surname: (key, surname), keys, surnames), max_size=30).map(
    lambda pairs: [line(place, key, surname) for place, (key, surname) in enumerate(pairs, start=2)]
)
some_people = st.lists(st.builds(employee, keys, surnames), max_size=12, unique_by=lambda each: each.key)


@settings(max_examples=100)
@given(some_lines, some_people, st.none() | st.integers(0, 12), st.none() | st.integers(0, 12))
def test_laws_of_any_list(
    lines: list[Line], people: list[Employee], free: int | None, may: int | None
) -> None:  # fmt: skip
    now = Situation(people=people, free=free, company_may=may)

    judged = judge(lines, now)

    entering = [each for each in judged if each.verdict in ENTERS]
    by_number = {each.number: each for each in lines}
    assert [each.number for each in judged] == [each.number for each in lines]
    assert sum(counts(judged).values()) == len(lines)
    assert all(limit is None or len(entering) <= limit for limit in (free, may))
    assert len({by_number[each.number].key for each in entering}) == len(entering)
    waiting = [each.number for each in judged if each.verdict == "waiting_list"]
    assert not waiting or not entering or max(each.number for each in entering) < min(waiting)


@settings(max_examples=60)
@given(some_lines, some_people)
def test_what_came_in_is_registered_when_the_list_is_read_again(lines: list[Line], people: list[Employee]) -> None:
    by_number = {each.number: each for each in lines}
    first = [each.number for each in judge(lines, Situation(people=people)) if each.verdict in ENTERS]

    known = {each.key: each for each in people}
    for number in first:
        mine = by_number[number]
        person = known.get(mine.key) or employee(mine.key, next(iter(mine.surnames)))
        known[mine.key] = Employee(
            person.person_id, person.key, person.shown, person.surnames, person.name, person.parts,
            registered_since=SINCE,
        )  # fmt: skip

    again = verdicts(lines, Situation(people=list(known.values())))

    assert not [number for number, verdict in again.items() if verdict in ENTERS]


def test_a_whole_name_is_no_question_when_its_words_are_those_of_whoever_has_the_number() -> None:
    now = Situation(people=[employee("20077", name="francisco javier acuna ruelas")], digits=5)
    doubt = (Reason("cell", "full_name"),)
    lines = [
        line(2, "20077", "ruelas", "acuna ruelas francisco javier", mistakes=doubt),
        line(3, "20077", "ruelas", "acuna ruelas francisco javier", mistakes=doubt),
        line(4, "20077", "ruelas", "acuna francisco javier", mistakes=doubt),
        line(5, "20077", "ruelas", "acuna ruelas francisco javier", mistakes=(*doubt, Reason("cell", "phone"))),
        line(6, "20419", "ruelas", "acuna ruelas francisco javier", mistakes=doubt),
    ]

    assert verdicts(lines, now) == {2: "ok", 3: "repeated", 4: "missing", 5: "missing", 6: "missing"}
