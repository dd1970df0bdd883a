"""Draws the cover of an event from its id: the same id always gives the same colours and the same lines."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from math import cos, pi, sin

Point = tuple[int, int]
Polyline = tuple[Point, ...]
WIDTH, HEIGHT = 600, 320
LINE_OPACITY = 0.14

# Each palette goes from the top left corner to the bottom right one; white words reach 4.5:1 on all of it.
PALETTES: tuple[tuple[str, str, str], ...] = (
    ("#00404c", "#00686a", "#875433"),
    ("#3b2a52", "#6d3557", "#944628"),
    ("#16324f", "#1f5a73", "#00625f"),
    ("#5a2318", "#8a3d1b", "#6b571c"),
    ("#21402f", "#33603f", "#6a5d24"),
    ("#402a24", "#77442a", "#00605f"),
)


@dataclass(frozen=True)
class Pattern:
    """Lines in a box of `width` × `height`, their thickness, and three colours along the diagonal."""

    key: str
    colours: tuple[str, str, str]
    lines: tuple[Polyline, ...]
    thickness: int
    width: int = WIDTH
    height: int = HEIGHT
    opacity: float = LINE_OPACITY

    @property
    def path(self) -> str:
        """The lines as the data of one SVG path."""
        return "".join(_path_of(line) for line in self.lines)


class _Dice:
    """Numbers that depend on the seed alone, on any machine and in any version."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def roll(self, sides: int) -> int:
        """From 0 to sides − 1."""
        self._count += 1
        return int.from_bytes(sha256(f"{self._seed}/{self._count}".encode()).digest()[:6], "big") % sides

    def between(self, low: int, high: int) -> int:
        return low + self.roll(high - low + 1)


def pattern(seed: str) -> Pattern:
    """The cover that belongs to `seed`, such as "event:7"."""
    dice = _Dice(seed)
    colours = PALETTES[dice.roll(len(PALETTES))]
    family = FAMILIES[dice.roll(len(FAMILIES))]
    key = f"c{sha256(seed.encode()).hexdigest()[:8]}"
    return Pattern(key=key, colours=colours, lines=family(dice), thickness=dice.between(4, 6))


def _lightning(dice: _Dice) -> tuple[Polyline, ...]:
    """Broken rays, one after the other, as in a woven blanket."""
    step, drop, lean = dice.between(58, 74), dice.between(38, 52), dice.between(10, 22)
    lines = []
    for index in range(-1, WIDTH // step + 2):
        x, y = index * step, -dice.between(20, 60)
        points = [(x, y)]
        while y < HEIGHT:
            x, y = x + lean, y + drop
            points.append((x, y))
            x, y = x - drop // 2, y + drop // 3
            points.append((x, y))
        lines.append(tuple(points))
    return tuple(lines)


def _sierras(dice: _Dice) -> tuple[Polyline, ...]:
    """Ranges of hills, each behind the other."""
    lines = []
    for top in range(60, HEIGHT + 90, 44):
        x, points = -40, []
        while x < WIDTH + 80:
            points.append((x, top - dice.between(0, 14)))
            points.append((x + dice.between(30, 50), top - dice.between(46, 78)))
            x += dice.between(84, 120)
        lines.append(tuple(points))
    return tuple(lines)


def _suns(dice: _Dice) -> tuple[Polyline, ...]:
    """Rings around a sun that sets at the edge."""
    centre = (dice.between(330, 560), dice.between(210, 330))
    gap = dice.between(34, 46)
    return tuple(_ring(centre, radius) for radius in range(gap, 620, gap))


def _ring(centre: Point, radius: int) -> Polyline:
    pieces = 20
    angles = (pi + pi * index / pieces for index in range(pieces + 1))
    return tuple((round(centre[0] + radius * cos(a)), round(centre[1] + radius * sin(a))) for a in angles)


def _circuits(dice: _Dice) -> tuple[Polyline, ...]:
    """Tracks of a circuit board: straight, a bend of 45 degrees, straight again."""
    lines = []
    for index in range(16):
        y = index * 26 - 40
        first, second = dice.between(40, 260), dice.between(300, 520)
        bend = dice.between(14, 40) * (1 if dice.roll(2) else -1)
        start = (-20, y)
        middle = ((first, y), (first + abs(bend), y + bend), (second, y + bend))
        lines.append((start, *middle, (second + abs(bend), y), (WIDTH + 20, y)))
    return tuple(lines)


def _dunes(dice: _Dice) -> tuple[Polyline, ...]:
    """Waves of sand."""
    length, height, shift = dice.between(190, 290), dice.between(13, 24), dice.between(0, 90)
    lines = []
    for row, y in enumerate(range(-10, HEIGHT + 40, 32)):
        points = ((x, round(y + height * sin(2 * pi * (x + shift * row) / length))) for x in range(-20, WIDTH + 50, 30))
        lines.append(tuple(points))
    return tuple(lines)


def _baskets(dice: _Dice) -> tuple[Polyline, ...]:
    """Corners one inside the other, as in a basket of the desert."""
    step, lean = dice.between(36, 48), dice.between(2, 4)
    centre = dice.between(180, 460)
    lines = []
    for index in range(1, 18):
        reach = index * step
        lines.append(
            ((centre - reach, HEIGHT + 20), (centre, HEIGHT + 20 - reach * lean // 3), (centre + reach, HEIGHT + 20))
        )
    return tuple(lines)


FAMILIES: tuple[Callable[[_Dice], tuple[Polyline, ...]], ...] = (
    _lightning,
    _sierras,
    _suns,
    _circuits,
    _dunes,
    _baskets,
)


def _path_of(line: Polyline) -> str:
    """Absolute start, then steps: the shortest way to write it."""
    (x, y), *rest = line
    steps = []
    for next_x, next_y in rest:
        steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{line[0][0]} {line[0][1]}l{' '.join(steps)}".replace(" -", "-")
