"""What a draw does not say beforehand: the next round of a Swiss division, and the challenges of a ladder."""

from collections.abc import Mapping
from datetime import datetime

from events_app.core.database import transaction
from events_app.core.i18n import _
from events_app.tournaments import folds
from events_app.tournaments.engine import swiss_table
from events_app.tournaments.engine.fold import State
from events_app.tournaments.engine.log_events import Challenged, Paired
from events_app.tournaments.engine.swiss import NoPairing, Pairing, next_round
from events_app.tournaments.errors import CannotPair
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.models import Division
from events_app.tournaments.options import options_of
from events_app.tournaments.record import record
from events_app.tournaments.setup import locked


def pairing(division: Division, state: State) -> Pairing[str]:
    """The next round. Raises CannotPair while one is not over, after the last, or when nobody has a new rival."""
    played = len(state.book.paired)
    if played >= options_of(division.options).rounds:
        raise CannotPair(because=_("ya se jugaron todas las rondas."))
    if any(not match.is_over for match in state.matches.values()):
        raise CannotPair(because=_("faltan resultados firmes de la ronda anterior."))
    try:
        return next_round(
            list(state.entries),
            swiss_table.rounds(state.book.paired, state.matches.values()),
            seed=division.seed or division.slug,
            absent=set(state.withdrawn),
        )
    except NoPairing as error:
        raise CannotPair(because=_("ya no hay forma de que todos tengan un rival nuevo.")) from error


@transaction
async def pair(division_id: int, *, actor: str, now: datetime) -> int:
    """Pairs the next round of a Swiss division; gives its number. Raises CannotPair."""
    division = await locked(division_id)
    if division.format is not Format.SWISS or division.status not in (DivisionStatus.DRAWN, DivisionStatus.PLAYING):
        raise CannotPair(because=_("la división no se juega por rondas suizas, o ya terminó."))
    state = await folds.folded(division)
    made = pairing(division, state)
    number = len(state.book.paired) + 1

    def paired(before: State, sequence: int) -> Paired:
        return Paired(number, made.pairs, made.bye, sequence=sequence, at=now.isoformat(), by=actor)

    await record(division_id, paired, actor=actor, now=now)
    return number


@transaction
async def challenge(division_id: int, challenger: int, challenged: int, *, actor: str, now: datetime) -> None:
    """A team of a ladder asks for the place of one above. Raises RefusedByRules."""
    division = await locked(division_id)
    if division.format is not Format.LADDER:
        raise CannotPair(because=_("solo hay retos en una escalera."))

    def asked(before: State, sequence: int) -> Challenged:
        return Challenged(str(challenger), str(challenged), sequence=sequence, at=now.isoformat(), by=actor)

    await record(division_id, asked, actor=actor, now=now)


def ladder_names(state: State, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(team id, name) from the top of the ladder."""
    return [(entry, names.get(entry, entry)) for entry in state.ladder]
