"""`compute swiss`: the table and the next round of a Swiss tournament from its results so far."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from events_app.core.compute import Impossible, Input, Name, read, said
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.swiss import OUTCOMES, Game, NoPairing, SwissRow, next_round

MOST_ENTRIES = 1000
_SCORE = re.compile(r"(\d{1,3}(?:\.5)?|1/2|½)-(\d{1,3}(?:\.5)?|1/2|½)")
_HALF = {"1/2": 0.5, "½": 0.5}

Entry = Annotated[int, Field(ge=1)]


class Question(Input):
    """`rounds_played` holds, for each round, [home, away, score] or [entry, null, "bye"]."""

    entries: Annotated[int, Field(ge=2, le=MOST_ENTRIES)]
    rounds_played: tuple[tuple[tuple[Entry, Entry | None, Name], ...], ...] = ()
    seed: Annotated[str, Field(max_length=200)] = ""
    absent: tuple[Entry, ...] = ()


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"pairs", "bye", "because", "standings"}`. Raises Impossible that names the field at fault."""
    question = read(Question, asked)
    rounds = [_games(games, f"rounds_played.{number}", question) for number, games in enumerate(question.rounds_played)]
    _known(question.absent, "absent", question.entries)
    if question.entries - len(question.absent) < 2:
        raise Impossible("absent: fewer than two entries are left to be paired")
    entries = range(1, question.entries + 1)
    try:
        pairing = next_round(entries, rounds, seed=question.seed, absent=question.absent)
    except NoPairing as error:
        raise Impossible(f"rounds_played: {error}") from error
    return {
        "pairs": [list(pair) for pair in pairing.pairs],
        "bye": pairing.bye,
        "because": [spoken(reason) for reason in pairing.because],
        "standings": [_as_json(row) for row in pairing.standings],
    }


def _as_json(row: SwissRow[int]) -> dict[str, Any]:
    return {
        "entry": row.entry,
        "points": said(row.points),
        "buchholz_cut_1": said(row.buchholz_cut_1),
        "buchholz": said(row.buchholz),
        "sonneborn_berger": said(row.sonneborn_berger),
    }


def _games(games: Sequence[tuple[int, int | None, str]], place: str, question: Question) -> list[Game[int]]:
    _known([entry for home, away, _ in games for entry in (home, away) if entry], place, question.entries)
    return [
        Game(home, away, _outcome(away, score, f"{place}.{number}")) for number, (home, away, score) in enumerate(games)
    ]


def _known(entries: Sequence[int], place: str, most: int) -> None:
    for number, entry in enumerate(entries):
        if entry > most:
            raise Impossible(f"{place}: there is no entry {entry}")
        if entry in entries[:number]:
            raise Impossible(f"{place}: entry {entry} is there twice")


def _outcome(away: int | None, score: str, place: str) -> str:
    """The key of OUTCOMES. Any score will do, the higher wins; "+--", "--+" and "---" were not played."""
    if (away is None) != (score == "bye"):
        raise Impossible(f'{place}: a bye has null for the rival and "bye" for the score')
    if score in OUTCOMES:
        return score
    found = _SCORE.fullmatch(score)
    if not found:
        raise Impossible(f"{place}: a score such as 1-0, 0-1, 0.5-0.5, +--, --+ or ---")
    home, other = (_HALF[side] if side in _HALF else float(side) for side in found.groups())
    return "1-0" if home > other else "0-1" if home < other else "0.5-0.5"
