"""A process that settled looks through nothing again that it loaded before."""

import gc
from collections.abc import Iterator

import pytest

from events_app.core import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_was_loaded_is_out_of_the_collectors_sight_and_what_comes_later_is_not() -> None:
    loaded = [["loaded"]]

    collector.settle()
    later = [["later"]]

    seen = {id(each) for each in gc.get_objects()}
    assert (id(loaded) in seen, id(later) in seen) == (False, True)
    assert gc.isenabled()


def test_a_circle_that_nobody_holds_any_more_is_still_taken_away() -> None:
    collector.patient()
    collector.settle()
    circle: list[object] = []
    circle.append(circle)

    del circle

    assert gc.collect() >= 1
