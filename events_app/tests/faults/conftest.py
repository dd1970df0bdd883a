"""The stand-in and the door, as their own rooms' tests know them."""

from events_app.tests.checkin.conftest import world as world
from events_app.tests.payments.conftest import twin as twin
from events_app.tests.payments.conftest import twin_url as twin_url
