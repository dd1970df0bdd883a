"""Seats that are always given, so that money becomes sales."""

from events_app.tests.payments.conftest import seats as seats
