"""Every public page of tournaments, in the order in which addresses are tried."""

from events_app.tournaments import (
    division_pages,
    draw_page,
    embed_pages,
    games_pages,
    team_pages,
    tournament_pages,
    tv_pages,
)

ROUTES = (
    *games_pages.ROUTES,
    *tv_pages.ROUTES,
    *tournament_pages.ROUTES,
    *division_pages.ROUTES,
    *embed_pages.ROUTES,
    *team_pages.ROUTES,
    *draw_page.ROUTES,
)
