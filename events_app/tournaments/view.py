"""A division as one page sees it: each part is worked out when it is asked for, and once."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from events_app.core.clock import local
from events_app.core.formats import capital
from events_app.core.i18n import _
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.public_queries import World
from events_app.tournaments.view_bracket import brackets_of
from events_app.tournaments.view_cards import Cards
from events_app.tournaments.view_follow import way_of
from events_app.tournaments.view_people import conduct_of, moments_of, scorers_of_all
from events_app.tournaments.view_tables import moves_on_words, tables_of
from events_app.tournaments.view_values import Bracket, Card, Conduct, Moment, Scorer, TableView, Way
from events_app.tournaments.view_when import day_words

SOME = 8


@dataclass
class Show:
    """`follow` is the id of the team that the reader follows; a team of another division is nobody's."""

    world: World
    now: datetime
    follow: int | None = None

    def __post_init__(self) -> None:
        if self.follow not in self.world.teams:
            self.follow = None

    @property
    def drawn(self) -> bool:
        return self.world.state is not None

    @property
    def zone(self) -> str:
        return self.world.tournament.event.timezone

    @property
    def today(self) -> date:
        return local(self.now, self.zone).date()

    @cached_property
    def cards(self) -> Cards:
        return Cards(self.world, self.now, self.follow)

    @cached_property
    def matches(self) -> list[Card]:
        """Every match that is or may be played."""
        return [each for each in self.cards.all() if each.status != "not_needed"] if self.drawn else []

    @cached_property
    def live(self) -> list[Card]:
        """Those being played; the followed team's first."""
        return sorted((each for each in self.matches if each.live), key=lambda each: (not each.mine, each.number))

    @cached_property
    def day(self) -> tuple[str, list[Card]]:
        """Today's matches but the live ones: those to come by hour, then the played ones; else the next day's."""
        today = [each for each in self.matches if each.day == self.today and not each.live]
        if today or self.live:
            return _("Hoy, %(day)s", day=day_words(self.today, self.today)), _in_order(today)
        days = sorted({each.day for each in self.matches if each.day is not None and not each.over})
        coming = next((each for each in days if each > self.today), None)
        if coming is None:
            return "", []
        found = [each for each in self.matches if each.day == coming]
        return capital(day_words(coming, self.today)), _in_order(found)

    @cached_property
    def days(self) -> list[tuple[str, date | None, list[Card]]]:
        """The whole calendar by day; what has no day yet at the end."""
        found: dict[date | None, list[Card]] = {}
        for each in sorted(self.matches, key=_by_hour):
            found.setdefault(each.day, []).append(each)
        without = found.pop(None, [])
        listed = [(capital(day_words(day, self.today)), day, cards) for day, cards in found.items() if day is not None]
        whole: list[tuple[str, date | None, list[Card]]] = list(listed)
        return [*whole, (_("Sin fecha todavía"), None, without)] if without else whole

    @cached_property
    def results(self) -> list[Card]:
        """The last ones, newest first."""
        over = [each for each in self.matches if each.over]
        return sorted(over, key=_by_hour, reverse=True)[:SOME]

    @cached_property
    def brackets(self) -> tuple[Bracket, ...]:
        return brackets_of(self.cards) if self.drawn else ()

    @cached_property
    def tables(self) -> tuple[TableView, ...]:
        return tables_of(self.cards) if self.drawn else ()

    @cached_property
    def moves_on(self) -> str:
        return moves_on_words(self.cards) if self.drawn else ""

    @cached_property
    def ladder(self) -> list[Team]:
        """The order of a ladder, the best first."""
        if self.world.state is None or self.world.division.format is not Format.LADDER:
            return []
        return [self.world.teams[int(each)] for each in self.world.state.ladder if int(each) in self.world.teams]

    @cached_property
    def scorers(self) -> tuple[Scorer, ...]:
        return scorers_of_all(self.world)

    @cached_property
    def conduct(self) -> tuple[Conduct, ...]:
        return conduct_of(self.world, self.cards.rules)

    @cached_property
    def champion(self) -> Team | None:
        state = self.world.state
        return self.world.teams.get(int(state.champion)) if state is not None and state.champion else None

    @cached_property
    def runner_up(self) -> Team | None:
        state = self.world.state
        return self.world.teams.get(int(state.runner_up)) if state is not None and state.runner_up else None

    @cached_property
    def way(self) -> Way | None:
        """Of the team that the reader follows."""
        return self.way_of(self.world.teams[self.follow]) if self.follow is not None and self.drawn else None

    @property
    def followed(self) -> Team | None:
        return self.world.teams.get(self.follow) if self.follow is not None else None

    @cached_property
    def teams(self) -> list[Team]:
        return sorted(self.world.teams.values(), key=lambda each: each.name_key)

    @property
    def phase(self) -> str:
        """ "Cuartos de final": the round that is played or comes next."""
        going = self.live or sorted((each for each in self.matches if not each.over), key=_by_hour)
        return going[0].title if going else ""

    @property
    def finished(self) -> bool:
        return self.world.division.status is DivisionStatus.FINISHED

    def way_of(self, team: Team) -> Way:
        return way_of(self.cards, team)

    def of_team(self, team: Team) -> list[Card]:
        found = [each for each in self.matches if any(side.team is team for side in each.sides)]
        return sorted(found, key=_by_hour)

    def moments(self, number: int) -> tuple[Moment, ...]:
        return moments_of(self.world, self.world.rows[number], self.cards.rules)

    def last(self, number: int) -> Moment | None:
        """The last goal or card, for a screen with little room."""
        return next((each for each in self.moments(number) if each.kind not in ("period", "note")), None)


def _by_hour(card: Card) -> tuple[bool, float, int]:
    return card.starts_at is None, card.starts_at.timestamp() if card.starts_at else 0.0, card.number


def _in_order(cards: list[Card]) -> list[Card]:
    coming = sorted((each for each in cards if not each.over), key=_by_hour)
    return coming + sorted((each for each in cards if each.over), key=_by_hour)
