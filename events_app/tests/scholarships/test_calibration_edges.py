"""Where calibration could go astray without anybody noticing: rounds that end too early, readers seen only once."""

import pytest

from scholarships.compute.calibration import compute


def test_robust_rounds_go_on_while_the_files_still_move_though_the_readers_stand_still() -> None:
    scores = [
        ["A0", "R3", 5], ["A2", "R1", "8.3"], ["A0", "R0", 6], ["A3", "R2", 7], ["A3", "R0", "6.0"],
        ["A3", "R3", "6.5"], ["A0", "R2", 1], ["A1", "R0", 4], ["A2", "R3", "6.2"],
    ]  # fmt: skip

    found = compute({"scores": scores, "method": "huber"})

    # R2 took from A0 what it gave to A3, so the effects never move; the end is a scale of nothing around R3's scores.
    assert found["reviewer_effect"] == {"R3": "-0.15", "R1": "1.95", "R0": "0.1", "R2": "-1.9"}
    assert (found["quality"]["A0"], found["quality"]["A3"]) == ("5.15", "6.65")
    assert found["variance"]["error"] == "0"


@pytest.mark.parametrize("method", ["additive", "huber", "reml", "raw"])
def test_a_reader_of_one_file_decides_nothing_by_being_left_out(method: str) -> None:
    scores = [["A", "R1", 8], ["A", "R2", 7], ["B", "R1", 6], ["B", "R2", 6], ["B", "R3", "6.5"]]

    found = compute({"scores": scores, "method": method, "awards": 1})

    assert found["order"] == ["A", "B"]
    assert found["third_reading"] == []
