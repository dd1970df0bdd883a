"""Every page of a company's desk."""

from events_app.desk import (
    coordinators,
    group_pages,
    group_papers,
    group_questions,
    home,
    lists,
    people,
    requests,
    sheet_pages,
    waiting,
    without_mail,
)

ROUTES = (
    *home.ROUTES,
    *people.ROUTES,
    *sheet_pages.ROUTES,
    *group_pages.ROUTES,
    *group_papers.ROUTES,
    *group_questions.ROUTES,
    *lists.ROUTES,
    *coordinators.ROUTES,
    *requests.ROUTES,
    *waiting.ROUTES,
    *without_mail.ROUTES,
)
