"""The house's own check-up: it reads what must always be true and names what is not, changing nothing.

A room tells its truths in `invariants.py`:

    INVARIANTS = (
        Invariant(
            "S02",
            "Ningún evento tiene más lugares tomados que su cupo",
            "SELECT id, taken, capacity FROM events WHERE taken > capacity ORDER BY id LIMIT 20",
            "Revisa las inscripciones del evento y cancela o reubica las que sobran.",
        ),
    )

`id` is the one promised in docs/contract.md, `title` and `advice` are one line of Spanish each, and `sql` is one SELECT
that returns only the rows that break the rule, at most 20, so an empty answer is a healthy one. A `:now` in it becomes
the moment of the check (business time, never the database's clock). It runs in a READ ONLY transaction with a time limit.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invariant:
    id: str
    title: str
    sql: str
    advice: str
