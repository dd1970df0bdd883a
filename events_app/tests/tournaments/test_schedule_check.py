"""The checker's window: a fault is told once, however many reasons it has."""

from events_app.tournaments.compute.schedule import compute


def test_a_referee_of_the_company_of_both_sides_is_one_fault_of_that_match() -> None:
    asked = {
        "matches": [{"id": 1, "home": "A", "away": "B"}],
        "fields": ["F1"],
        "slots": 1,
        "companies": {"A": "X", "B": "X"},
        "referees": [{"name": "R1", "company": "X"}],
        "check": [{"match": 1, "field": "F1", "slot": 0, "referee": "R1"}],
    }

    answer = compute(asked)

    assert [(each["kind"], each["matches"]) for each in answer["violations"]] == [("referee_not_neutral", [1])]
