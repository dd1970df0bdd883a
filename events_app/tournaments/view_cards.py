"""Turns the matches of a division into cards: who, when, where, the score, and what is special about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from events_app.core.clock import local
from events_app.core.i18n import _
from events_app.tournaments.engine.fold_state import MatchState, State
from events_app.tournaments.engine.references import Source, WinnerOf
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.engine.standings_values import Result
from events_app.tournaments.engine.standings_words import shown
from events_app.tournaments.engine.titles import rounds_of, title
from events_app.tournaments.matches import Match
from events_app.tournaments.public_queries import World
from events_app.tournaments.rules import rules_of
from events_app.tournaments.said import said
from events_app.tournaments.view_clock import clock_of, scorers_of
from events_app.tournaments.view_slots import ahead_of, awaited, awaited_shortly, came_from, side_sources, team_of
from events_app.tournaments.view_values import Card, Side
from events_app.tournaments.view_when import hour, short_day, until


@dataclass
class Cards:
    """Makes each card once. `follow` is the id of the team that the reader follows."""

    world: World
    now: datetime
    follow: int | None = None
    _made: dict[int, Card] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return self.world.tournament.event.timezone

    @cached_property
    def state(self) -> State:
        """Only asked for after the draw."""
        assert self.world.state is not None
        return self.world.state

    @cached_property
    def rules(self) -> RuleSet:
        return rules_of(self.world.division)

    @cached_property
    def names(self) -> dict[str, str]:
        return {str(each.id): each.short_name for each in self.world.teams.values()}

    @cached_property
    def ahead(self) -> frozenset[int]:
        return ahead_of(self.follow, self.state)

    @cached_property
    def _rounds(self) -> Mapping[str, int]:
        return rounds_of(self.state.plan)

    def all(self) -> list[Card]:
        return [self.card(number) for number in self.world.rows]

    def card(self, number: int) -> Card:
        if number not in self._made:
            self._made[number] = self._card(number)
        return self._made[number]

    def title_of(self, number: int) -> str:
        return said(title(self.state.planned[number], self._rounds), {})

    def _card(self, number: int) -> Card:
        row, match, planned = self.world.rows[number], self.state.matches[number], self.state.planned[number]
        scores, place = self._scores(row, match), row.field if row.field_id is not None else None
        sides = side_sources(planned)
        home, away = (
            self._side(row, match, name, source, score) for (name, source), score in zip(sides, scores, strict=True)
        )
        starts = row.starts_at if self._hours_are_known(match) else None
        note, tone = self._note(match, starts)
        return Card(
            number=number,
            title=self.title_of(number),
            status=match.status,
            home=home,
            away=away,
            when=self._when(starts),
            head=self._head(starts, place.name if place is not None else "", match),
            hour=hour(starts, self.zone) if starts else "",
            day=local(starts, self.zone).date() if starts else None,
            starts_at=starts,
            field=place.name if starts and place is not None else "",
            venue=place.venue.name if starts and place is not None else "",
            note=note,
            tone=tone,
            because=said(match.because, self.names) if match.because and match.status == "final" else "",
            clock=clock_of(row, self.rules, self.now) if match.status == "live" else None,
            path=number in self.ahead,
            periods=self._periods(match.result),
            walkover=match.result is not None and "walkover" in match.result.kind,
            spoken=f"{home.name} {home.score}, {away.name} {away.score}" if home.score else "",
        )

    def _hours_are_known(self, match: MatchState) -> bool:
        """The committee publishes its calendar; what was begun is no secret any more."""
        return self.world.division.schedule_published_at is not None or match.status not in ("waiting", "ready")

    def _when(self, starts: datetime | None) -> str:
        if starts is None:
            return ""
        day = short_day(local(starts, self.zone).date(), local(self.now, self.zone).date())
        return f"{day}, {hour(starts, self.zone)}"

    def _head(self, starts: datetime | None, place: str, match: MatchState) -> str:
        """As short as it can be: of what is over the day, of what is live the field."""
        if starts is None:
            return ""
        if match.status == "live":
            return place
        if match.is_over or match.result is not None:
            return short_day(local(starts, self.zone).date(), local(self.now, self.zone).date())
        return " · ".join(part for part in (self._when(starts), place) if part)

    def _side(self, row: Match, match: MatchState, name: str, source: Source, score: str) -> Side:
        entry = match.home if name == "home" else match.away
        team = team_of(entry, self.world.teams)
        if team is None:
            if name in match.empty:
                return Side(None, _("Nadie"), _("Nadie"))
            maybe = isinstance(source, WinnerOf) and self._may_come(source.match)
            known = self.state, self.world.teams
            return Side(None, awaited(source, *known), awaited_shortly(source, *known), maybe_mine=maybe)
        won = match.winner == entry and match.is_over
        return Side(
            team,
            team.name,
            team.short_name,
            score=score,
            extra=self._extra(match, name, won=won),
            from_words=came_from(source, self.state) if not score else "",
            won=won,
            mine=team.id == self.follow,
            scorers=scorers_of(self.world.sheets.get(row.id), name, self.world.people, self.rules),
        )

    def _may_come(self, number: int) -> bool:
        match = self.state.matches[number]
        return number in self.ahead or (self.follow is not None and str(self.follow) in (match.home, match.away))

    def _scores(self, row: Match, match: MatchState) -> tuple[str, str]:
        if match.status == "live":
            return self._live_score(row)
        if match.result is None or match.status not in ("final", "reported", "disputed"):
            return "", ""
        if match.result.score is not None:
            return shown(match.result.score[0]), shown(match.result.score[1])
        return self._forfeit(match.result)

    def _live_score(self, row: Match) -> tuple[str, str]:
        told: Any = (row.live or {}).get("score")
        if isinstance(told, list) and len(told) == 2:
            return str(told[0]), str(told[1])
        noted = self.world.sheets.get(row.id)
        score = noted.score if noted is not None and not self.rules.periods.by_sets else (0, 0)
        return str(score[0]), str(score[1])

    def _forfeit(self, result: Result) -> tuple[str, str]:
        """What a walkover counts as; nothing for what was not played."""
        if result.kind == "double_walkover":
            return "0", "0"
        if result.kind != "walkover" or result.winner is None:
            return "–", "–"
        won, lost = (str(each) for each in self.rules.forfeit_score)
        return (won, lost) if result.winner == "home" else (lost, won)

    def _extra(self, match: MatchState, name: str, *, won: bool) -> str:
        result = match.result
        if result is None or match.status not in ("final", "reported", "disputed"):
            return ""
        if result.kind == "walkover" and not won and match.winner is not None:
            return _("no llegó")
        return _("penales") if won and _by_shootout(result) else ""

    def _periods(self, result: Result | None) -> str:
        if result is None or not result.periods:
            return ""
        return ", ".join(f"{shown(home)}–{shown(away)}" for home, away in result.periods)

    def _note(self, match: MatchState, starts: datetime | None) -> tuple[str, str]:
        """What the head of the card says beside the hour, and its tone."""
        result = match.result
        if match.status == "disputed":
            return _("En desacuerdo: provisional"), "bad"
        if match.status == "reported":
            return _("Provisional: faltan firmas"), "warn"
        if match.status == "not_needed":
            return _("No hizo falta"), "plain"
        if match.status == "final" and result is not None:
            return _kind_words(result)
        if match.status == "waiting" and self.state.planned[match.id].needed is not None:
            return _("Si hace falta"), "plain"
        if match.status in ("ready", "waiting") and starts is not None:
            return until(starts, self.now), "plain"
        return "", ""


def _kind_words(result: Result) -> tuple[str, str]:
    match result.kind:
        case "walkover":
            return _("Ganó por W.O."), "warn"
        case "double_walkover":
            return _("W.O. de los dos"), "warn"
        case "abandoned":
            return _("Se suspendió"), "warn"
        case "void":
            return _("No cuenta"), "plain"
    return (_("En penales"), "plain") if _by_shootout(result) else ("", "")


def _by_shootout(result: Result) -> bool:
    level = result.score is not None and result.score[0] == result.score[1]
    return result.kind == "played" and level and result.winner is not None
