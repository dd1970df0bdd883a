"""Gathers the office's pages about the directory."""

from events_app.directory import (
    office_committees,
    office_companies,
    office_exports,
    office_imports,
    office_merging,
    office_people,
)

ROUTES = (
    *office_exports.ROUTES,
    *office_imports.ROUTES,
    *office_merging.ROUTES,
    *office_companies.ROUTES,
    *office_people.ROUTES,
    *office_committees.ROUTES,
)
