"""Every page of a company's desk."""

from events_app.desk import (
    coordinators,
    group_pages,
    group_questions,
    home,
    lists,
    people,
    requests,
    sheet_pages,
    waiting,
)

ROUTES = (
    *home.ROUTES,
    *people.ROUTES,
    *sheet_pages.ROUTES,
    *group_pages.ROUTES,
    *group_questions.ROUTES,
    *lists.ROUTES,
    *coordinators.ROUTES,
    *requests.ROUTES,
    *waiting.ROUTES,
)
