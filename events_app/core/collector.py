"""Python's garbage collector, told what is no garbage: whatever a process loaded before its work began."""

import gc

LOADING = 200_000  # new objects that start a collection; a process loads fewer, and none of them is garbage
WORKING = 10_000  # Python's own 700 means several collections in each page


def patient() -> None:
    """For a process that is about to load the house."""
    gc.set_threshold(LOADING)


def settle() -> None:
    """What lives now is never looked through again, which took 100 ms each time, in the middle of people's answers."""
    gc.freeze()
    gc.set_threshold(WORKING)
