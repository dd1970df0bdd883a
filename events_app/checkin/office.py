"""The office's and the supervisors' pages of the door."""

from events_app.checkin import office_gates, office_log

ROUTES = (*office_gates.ROUTES, *office_log.ROUTES)
