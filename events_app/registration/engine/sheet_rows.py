"""What happens with each row of a company's list: one verdict with its reasons, in the order of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Verdict = Literal[
    "missing", "wrong_number", "repeated", "not_allowed", "waiting_list", "new_person", "ok", "registered", "left_out"
]
# Problem rows first, as the page lists them; those that enter come after those that wait.
ATTENTION: tuple[Verdict, ...] = (
    "missing", "wrong_number", "not_allowed", "waiting_list", "repeated", "registered", "new_person", "ok", "left_out",
)  # fmt: skip
TO_MEND: frozenset[Verdict] = frozenset({"missing", "wrong_number", "not_allowed"})
ENTERS: frozenset[Verdict] = frozenset({"ok", "new_person"})


@dataclass(frozen=True)
class Reason:
    """Why: a code, the cell where it is mended ("" for none), and what the sentence names."""

    code: str
    cell: str = ""
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A row as read. `key` is the employee number without leading zeros, `surnames` the ways to say the surname.

    `digits` is how many digits were typed when the number has nothing else; None for a number with letters. `sure`
    when the coordinator said that the number is right although the company's are of another length.
    """

    number: int
    key: str
    surnames: frozenset[str] = frozenset()
    name: str = ""
    digits: int | None = None
    sure: bool = False
    mistakes: tuple[Reason, ...] = ()
    left_out: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class Employee:
    """Somebody of the company. `surnames` are the ways to say the surname, `name` the whole name folded."""

    person_id: int
    key: str
    shown: str
    surnames: frozenset[str]
    name: str
    parts: Mapping[str, str] = field(default_factory=dict)
    left_on: date | None = None
    registered_since: datetime | None = None
    waiting: bool = False


@dataclass(frozen=True)
class Situation:
    """What stands when the list is read; None is "no limit". `queue` are the parties that already wait.

    `seated` are the rows of people whom the company does not have yet and who came by themselves, with since when.
    """

    people: Sequence[Employee] = ()
    free: int | None = None
    company_may: int | None = None
    queue: int = 0
    digits: int | None = None
    seated: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    number: int
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    person_id: int | None = None


def judge(lines: Sequence[Line], now: Situation) -> list[Judged]:
    """One verdict per row. Seats are given from the first row of the file to the last; the rest wait in that order."""
    here = {each.key: each for each in now.people if each.left_on is None}
    gone = {each.key: each for each in now.people if each.left_on is not None and each.key not in here}
    names: dict[str, list[Employee]] = {}
    for each in here.values():
        names.setdefault(each.name, []).append(each)
    counter = _Counter(now)
    seen: dict[str, Line] = {}
    judged = []
    for line in lines:
        verdict = _own(line, here, gone, names, now.digits)
        if verdict is None:
            verdict = _against_others(line, here.get(line.key), seen.get(line.key), now.seated) or counter.seat(
                line, here.get(line.key), _namesakes(line, names)
            )
        if line.key and verdict.verdict not in ("left_out", "missing"):
            seen.setdefault(line.key, line)
        judged.append(verdict)
    return judged


def counts(judged: Sequence[Judged]) -> dict[Verdict, int]:
    """How many rows of each verdict, in the order of attention."""
    return {verdict: sum(each.verdict == verdict for each in judged) for verdict in ATTENTION}


def _own(
    line: Line, here: Mapping[str, Employee], gone: Mapping[str, Employee],
    names: Mapping[str, list[Employee]], digits: int | None,
) -> Judged | None:  # fmt: skip
    """What is wrong with the row by itself; None when nothing is."""
    if line.left_out:
        return Judged(line.number, "left_out", (Reason("total"),) if line.is_total else ())
    known = here.get(line.key)
    if known is not None and _is_whole_name(line, known):
        return None
    if line.mistakes:
        return Judged(line.number, "missing", (*line.mistakes, *_suggestions(line, known, names)))
    if known is not None and not line.surnames & known.surnames:
        reason = Reason("belongs_to", "employee_number", {"name": known.shown, "key": known.key})
        return Judged(line.number, "wrong_number", (reason, *_namesakes(line, names)))
    if known is None and line.key in gone and line.surnames & gone[line.key].surnames:
        day = str(gone[line.key].left_on)
        return Judged(line.number, "not_allowed", (Reason("left_company", "", {"day": day}),))
    if known is None and digits is not None and line.digits != digits and not line.sure:
        reason = Reason("digits", "employee_number", {"digits": digits})
        return Judged(line.number, "wrong_number", (reason, *_namesakes(line, names)))
    return None


def _is_whole_name(line: Line, known: Employee) -> bool:
    """The only doubt is where the name splits, and its words are those of whoever has that number."""
    doubts = [reason.cell for reason in line.mistakes]
    return doubts == ["full_name"] and sorted(line.name.split()) == sorted(known.name.split())


def _against_others(
    line: Line, known: Employee | None, first: Line | None, seated: Mapping[int, datetime]
) -> Judged | None:  # fmt: skip
    if first is not None:
        same = first.name == line.name or bool(first.surnames & line.surnames)
        reason = Reason("same_row" if same else "same_number", "employee_number", {"row": first.number})
        return Judged(line.number, "repeated" if same else "wrong_number", (reason,))
    moment = known.registered_since if known is not None else seated.get(line.number)
    if moment is not None:
        since = Reason("since", "", {"moment": moment.isoformat()})
        return Judged(line.number, "registered", (since,), known.person_id if known else None)
    return None


def _suggestions(
    line: Line, known: Employee | None, names: Mapping[str, list[Employee]]
) -> tuple[Reason, ...]:  # fmt: skip
    """Who the directory has under the number, or under the name."""
    if known is not None:
        return (Reason("known_as", "", {"name": known.shown, "key": known.key, **known.parts}),)
    return _namesakes(line, names)


def _namesakes(line: Line, names: Mapping[str, list[Employee]]) -> tuple[Reason, ...]:
    found = names.get(line.name, []) if line.name else []
    return tuple(
        Reason("namesake", "employee_number", {"name": each.shown, "key": each.key})
        for each in found[:3]
        if each.key != line.key
    )


class _Counter:
    """Seats as the list fills them: the event's, then what the company may still take."""

    def __init__(self, now: Situation) -> None:
        self.free, self.may, self.place, self.most = now.free, now.company_may, now.queue, now.company_may

    def seat(self, line: Line, known: Employee | None, notes: tuple[Reason, ...]) -> Judged:
        person = known.person_id if known else None
        if known is not None and known.waiting:
            return Judged(line.number, "waiting_list", (Reason("waits_already"),), person)
        if (self.free is not None and self.free < 1) or (self.may is not None and self.may < 1):
            self.place += 1
            code = "no_seat" if self.free is not None and self.free < 1 else "company_full"
            return Judged(line.number, "waiting_list", (Reason(code, "", {"place": self.place}),), person)
        self.free = None if self.free is None else self.free - 1
        self.may = None if self.may is None else self.may - 1
        return Judged(line.number, "ok" if known else "new_person", notes if known is None else (), person)
