"""Every room wired as the composition root does it."""

import pytest

from events_app.app import wire


@pytest.fixture(autouse=True)
def _wired() -> None:
    wire()
