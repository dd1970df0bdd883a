"""Every page of a company's desk."""

from events_app.desk import coordinators, group_pages, home, lists, people, requests, sheet_pages, waiting

ROUTES = (
    *home.ROUTES,
    *people.ROUTES,
    *sheet_pages.ROUTES,
    *group_pages.ROUTES,
    *lists.ROUTES,
    *coordinators.ROUTES,
    *requests.ROUTES,
    *waiting.ROUTES,
)
