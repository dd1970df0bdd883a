"""The cover of an event: always the same for the same event, and quiet enough for white words."""

import re
from itertools import pairwise

from events_app.core.covers import FAMILIES, LINE_OPACITY, PALETTES, pattern
from events_app.tests.design.colours import contrast, mix, rgb

SEEDS = [f"event:{number}" for number in range(1, 200)]


def points_of(path: str) -> list[list[tuple[int, int]]]:
    """Reads the path back with the grammar of SVG: absolute starts, relative steps."""
    lines = []
    for part in re.findall(r"M([^M]+)", path):
        start, steps = part.split("l")
        numbers = [int(each) for each in re.findall(r"-?\d+", steps)]
        x, y = (int(each) for each in re.findall(r"-?\d+", start))
        line = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x, y))
        lines.append(line)
    return lines


def test_an_event_keeps_its_cover_and_its_neighbours_have_another() -> None:
    first, again, neighbour = pattern("event:7"), pattern("event:7"), pattern("event:8")

    assert first == again
    assert (first.lines, first.key) != (neighbour.lines, neighbour.key)
    assert first.key == "c072804cc"


def test_all_colours_and_shapes_are_used() -> None:
    drawn = [pattern(seed) for seed in SEEDS]

    assert {each.colours for each in drawn} == set(PALETTES)
    assert len(FAMILIES) == 6
    assert len({each.path for each in drawn}) == len(SEEDS)


def test_the_path_for_the_page_is_the_lines_for_the_picture() -> None:
    drawn = [pattern(seed) for seed in SEEDS]

    assert [points_of(each.path) for each in drawn] == [[list(line) for line in each.lines] for each in drawn]


def test_a_cover_weighs_little_and_fills_its_box() -> None:
    for seed in SEEDS:
        drawn = pattern(seed)
        xs = [x for line in drawn.lines for x, _ in line]
        ys = [y for line in drawn.lines for _, y in line]

        assert len(drawn.path) < 2_400
        assert min(xs) <= 60
        assert max(xs) >= 540
        assert max(ys) - min(ys) > drawn.height / 2


def test_white_words_can_be_read_on_every_cover_even_over_a_line() -> None:
    white = (255, 255, 255)

    for palette in PALETTES:
        for start, end in pairwise(palette):
            for share in (0, 0.25, 0.5, 0.75, 1):
                ground = mix(rgb(start), rgb(end), share)
                assert contrast(white, mix(ground, white, LINE_OPACITY)) >= 4.5, palette
