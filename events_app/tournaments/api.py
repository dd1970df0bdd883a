"""The JSON API of tournaments: a division with its teams, tables and matches, as anybody may read them."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.pages import ApiPage, absolute, actor, json_page, locale
from events_app.tournaments import public_queries
from events_app.tournaments.api_shapes import DivisionOut, MatchOut, RowOut, SideOut, TableOut, TeamOut
from events_app.tournaments.division_view import show_of
from events_app.tournaments.view import Show
from events_app.tournaments.view_values import Card, Side, TableView


async def api_division(request: Request) -> Response:
    """Tables with their reasons, matches and the champion."""
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    found = await public_queries.division_for(actor(request), slug, division_slug)
    show = await show_of(found, request.state.now, ())
    return json_page(_division(show, locale(request)))


def _division(show: Show, language: str) -> DivisionOut:
    division, event = show.world.division, show.world.tournament.event
    base = absolute(f"/torneos/{event.slug}/{division.slug}")
    return DivisionOut(
        tournament=event.slug,
        division=division.slug,
        name=division.name(language),
        sport=str(division.sport),
        branch=str(division.branch),
        format=str(division.format),
        status=str(division.status),
        sequence=division.sequence,
        champion=show.champion.id if show.champion is not None else None,
        teams=[
            TeamOut(id=each.id, name=each.name, short_name=each.short_name, colour=each.colour) for each in show.teams
        ],
        tables=[_table(each) for each in show.tables],
        matches=[_match(each, base) for each in show.matches],
    )


def _table(table: TableView) -> TableOut:
    rows = [
        RowOut(
            position=line.position,
            team=line.team.id if line.team is not None else None,
            played=line.played,
            won=line.won,
            drawn=line.drawn,
            lost=line.lost,
            goals=line.goals,
            difference=line.difference,
            points=line.points,
            because=line.because,
        )
        for line in table.lines
    ]
    return TableOut(name=table.name, complete=table.complete, advancing=table.advancing, rows=rows)


def _match(card: Card, base: str) -> MatchOut:
    winner = next((side.team.id for side in card.sides if side.won and side.team is not None), None)
    return MatchOut(
        number=card.number,
        round=card.title,
        status=card.status,
        starts_at=card.starts_at,
        field=card.field,
        home=_side(card.home),
        away=_side(card.away),
        winner=winner,
        note=card.note,
        url=f"{base}/partidos/{card.number}",
    )


def _side(side: Side) -> SideOut:
    return SideOut(team=side.team.id if side.team is not None else None, words=side.name, score=side.score)


ROUTES = (
    ApiPage(
        "/api/v1/tournaments/{slug}/divisions/{division}",
        api_division,
        access=Access.PUBLIC,
        response_model=DivisionOut,
        summary="A division with its tables, matches and champion",
    ),
)
