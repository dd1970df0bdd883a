"""What a division looks like now: its log folded, and remembered in this process until something new is written."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from events_app.core.database import after_commit, decoded, row, rows
from events_app.tournaments import figures
from events_app.tournaments.engine.fold import State, advance, fold
from events_app.tournaments.engine.fold_state import Figures
from events_app.tournaments.engine.log import LogEvent, event_from_json
from events_app.tournaments.engine.plan import Plan, plan_from_json
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.errors import NotDrawn
from events_app.tournaments.models import Division
from events_app.tournaments.rules import fold_rules, rules_of

MOST_REMEMBERED = 128
LOG = """
SELECT sequence, data FROM division_log WHERE division_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence
"""


@dataclass(frozen=True)
class Basis:
    """What a fold depends on besides its log: which division and draw, which rules, which figures from outside."""

    made_at: datetime
    drawn_at: datetime
    rules: RuleSet
    figures: Figures


@dataclass(frozen=True)
class _Kept:
    basis: Basis
    sequence: int
    state: State


_kept: OrderedDict[int, _Kept] = OrderedDict()


async def folded(division: Division) -> State:
    """The state at the division's last log entry. Raises NotDrawn before there is a plan."""
    made_at, drawn_at = division.created_at, division.drawn_at
    return await state_at(division.id, made_at, drawn_at, rules=rules_of(division), sequence=division.sequence)


async def state_at(
    division_id: int, made_at: datetime, drawn_at: datetime | None, *, rules: RuleSet, sequence: int
) -> State:
    """The state after the entry `sequence`: at most a query for figures and one for the entries not seen yet."""
    if drawn_at is None:
        raise NotDrawn()
    basis = Basis(made_at, drawn_at, rules, await figures.of(division_id, rules))
    kept = _kept.get(division_id)
    if kept is None or kept.basis != basis or kept.sequence > sequence:
        log = await entries(division_id, 0, sequence)
        state = fold(await plan_of(division_id), log, fold_rules(rules, basis.figures))
    else:
        state = kept.state
        new = await entries(division_id, kept.sequence, sequence) if kept.sequence < sequence else ()
        for event in new:
            state = advance(state, event)
    await remember(division_id, basis, sequence, state)
    return state


async def remember(division_id: int, basis: Basis, sequence: int, state: State) -> None:
    """Keeps the state for later readers once the transaction that saw it has committed."""

    async def keep() -> None:
        _kept[division_id] = _Kept(basis, sequence, state)
        _kept.move_to_end(division_id)
        while len(_kept) > MOST_REMEMBERED:
            _kept.popitem(last=False)

    await after_commit(keep)


async def entries(division_id: int, after: int, upto: int) -> tuple[LogEvent, ...]:
    """The log's entries with after < sequence ≤ upto, as the engine reads them."""
    return tuple(event_from_json(decoded(each["data"])) for each in await rows(LOG, division_id, after, upto))


async def plan_of(division_id: int) -> Plan:
    """Raises NotDrawn."""
    found = await row("SELECT plan FROM divisions WHERE id = $1", division_id)
    if found is None or found["plan"] is None:
        raise NotDrawn()
    return plan_from_json(decoded(found["plan"]))
