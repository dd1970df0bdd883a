"""The whole tournament after its log; what few ask for is worked out when somebody does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from events_app.tournaments.engine import ladder
from events_app.tournaments.engine.fold_ranks import first_two, losses, ranks
from events_app.tournaments.engine.fold_values import OVER, Book, Figures, Links, MatchState, Rules, Status, Table
from events_app.tournaments.engine.log_events import LogEvent, Policy
from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.references import Plan, PlannedMatch
from events_app.tournaments.engine.standings_values import Standing

__all__ = ["OVER", "Book", "Figures", "Links", "MatchState", "Rules", "State", "Status", "Table"]

DRAW_DOES_NOT_FIT = N_("El sorteo tiene %(drawn)s equipos y el plan %(planned)s.")
LEVEL = N_("En la tabla %(table)s hay un empate que debe resolver el comité.")
LEVEL_BEST = N_("Hay un empate por pasar entre los lugares %(rank)s de varios grupos: debe resolverlo el comité.")
ASIDE = N_("Partido %(match)s: el resultado apartado es de otros equipos.")


@dataclass(frozen=True)
class State:
    """Everything that follows from a plan and its log.

    `planned` are the matches of the plan and those that the log made (Swiss pairs, challenges), by id. `annulled` are
    (table, entry) that tables leave out; `level_cuts` the ranks whose best across tables cannot be told apart.
    `given` are the entries it was folded with. `book`, `links` and `worked` are what `advance` goes on from.
    """

    plan: Plan
    rules: Rules
    log: tuple[LogEvent, ...]
    given: tuple[str, ...] | None
    planned: Mapping[int, PlannedMatch]
    matches: Mapping[int, MatchState]
    annulled: frozenset[tuple[str, str]]
    level_cuts: tuple[int, ...]
    book: Book = field(repr=False)
    links: Links = field(repr=False)
    worked: Mapping[str, Table] = field(repr=False)

    @property
    def entries(self) -> tuple[str, ...]:
        """Who stands in each seed, the first in seed 1; empty before the draw."""
        return self.book.seeds

    @property
    def withdrawn(self) -> Mapping[str, Policy]:
        """Who left, and by which policy."""
        return {entry: event.policy for entry, event in self.book.withdrawn.items()}

    @cached_property
    def tables(self) -> Mapping[str, Standing]:
        return {table.name: self.worked[table.name].standing for table in self.plan.tables}

    @cached_property
    def _first_two(self) -> list[str | None]:
        return first_two(self.plan, self.planned, self.matches, self.worked)

    @property
    def champion(self) -> str | None:
        return self._first_two[0]

    @property
    def runner_up(self) -> str | None:
        return self._first_two[1]

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The places that are already certain; shared ones are equal."""
        return ranks(self.plan, self.planned, self.matches, self.worked)

    @cached_property
    def losses(self) -> Mapping[str, int]:
        """Lost matches of the knockout, for everybody."""
        return losses(self.entries, self.planned, self.matches)

    @cached_property
    def ready(self) -> tuple[int, ...]:
        """The matches whose sides are known and that have not begun."""
        return tuple(sorted(match.id for match in self.matches.values() if match.status == "ready"))

    @cached_property
    def set_aside(self) -> tuple[int, ...]:
        """The sequences of reports whose sides are not the ones who now play."""
        return tuple(sorted(each for match in self.matches.values() for each in match.set_aside))

    @cached_property
    def ladder(self) -> tuple[str, ...]:
        """The order of a ladder, the best first; empty for other formats."""
        if self.plan.matches or self.plan.tables:
            return ()
        over = [match for match in self.matches.values() if match.status == "final"]
        outcomes = [ladder.Outcome(each.decided or 0, each.home or "", each.away or "", each.winner) for each in over]
        return ladder.order(self.entries, outcomes, self.withdrawn)

    @cached_property
    def problems(self) -> tuple[Reason, ...]:
        """What somebody of the committee should look at."""
        found = [table.problem for table in self.worked.values() if table.problem]
        drawn, planned = len(self.entries), self.plan.entries
        if drawn and drawn != planned:
            found.append(Reason(DRAW_DOES_NOT_FIT, {"drawn": drawn, "planned": planned}))
        for name, table in self.worked.items():
            if table.complete and table.standing.unresolved and name in self.links.after_table:
                found.append(Reason(LEVEL, {"table": name}))
        found += [Reason(LEVEL_BEST, {"rank": rank}) for rank in self.level_cuts]
        found += [Reason(ASIDE, {"match": match.id}) for match in self.matches.values() if match.set_aside]
        return tuple(found)
