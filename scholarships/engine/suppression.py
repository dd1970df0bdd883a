"""Statistics without people: a small count, and whatever would give it away, is left out of a table."""

from collections.abc import Mapping, Sequence

LEAST = 5


def suppressed(counts: Mapping[str, int], *, least: int = LEAST) -> dict[str, int | None]:
    """One row of counts whose total is known: small ones become None, and never a single one alone.

    A zero says nothing about anybody and stays. When exactly one count would be hidden, the total would give it away,
    so the smallest of the others is hidden with it.
    """
    hidden = {name for name, count in counts.items() if 0 < count < least}
    if len(hidden) == 1:
        others = sorted((count, name) for name, count in counts.items() if name not in hidden and count > 0)
        hidden |= {name for _, name in others[:1]}
    return {name: None if name in hidden else count for name, count in counts.items()}


def suppressed_table(
    table: Mapping[str, Mapping[str, int]], columns: Sequence[str], *, least: int = LEAST
) -> dict[str, dict[str, int | None]]:
    """Rows and columns with known totals: every row and every column with something hidden hides at least two.

    Hides the smallest further count until that holds, so that no total gives a hidden one away.
    """
    shown: dict[str, dict[str, int | None]] = {
        row: {column: None if 0 < counts[column] < least else counts[column] for column in columns}
        for row, counts in table.items()
    }
    lines = [[(row, column) for column in columns] for row in table]
    lines += [[(row, column) for row in table] for column in columns]
    while alone := next((line for line in lines if _hidden(shown, line) == 1 and _open(shown, line)), None):
        row, column = min(_open(shown, alone), key=lambda cell: (table[cell[0]][cell[1]], cell))
        shown[row][column] = None
    return shown


Cells = Sequence[tuple[str, str]]


def _hidden(shown: Mapping[str, Mapping[str, int | None]], line: Cells) -> int:
    return sum(shown[row][column] is None for row, column in line)


def _open(shown: Mapping[str, Mapping[str, int | None]], line: Cells) -> list[tuple[str, str]]:
    return [(row, column) for row, column in line if shown[row][column]]
