"""Every public page of tournaments, in the order in which addresses are tried."""

from events_app.tournaments import division_pages, draw_page, team_pages, tournament_pages

ROUTES = (*tournament_pages.ROUTES, *division_pages.ROUTES, *team_pages.ROUTES, *draw_page.ROUTES)
