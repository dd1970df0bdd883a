"""QR codes at error level M with the quiet zone of four modules that cameras need."""

from functools import lru_cache
from io import BytesIO

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

Matrix = tuple[tuple[bool, ...], ...]
QUIET = 4


@lru_cache(maxsize=512)
def matrix(text: str) -> Matrix:
    """The modules, True for dark, without the quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in line) for line in code.get_matrix())


def png(text: str, module: int = 8) -> bytes:
    """A black and white PNG whose modules are `module` pixels wide."""
    cells = matrix(text)
    side = len(cells) + 2 * QUIET
    picture = Image.new("1", (side, side), 1)
    picture.putdata([0 if dark else 1 for line in _quiet(cells) for dark in line])
    written = BytesIO()
    picture.resize((side * module, side * module), Image.Resampling.NEAREST).save(written, "PNG", optimize=True)
    return written.getvalue()


def svg(text: str, *, label: str = "") -> str:
    """One path of horizontal strokes on white, without a size of its own; `label` is what a screen reader says."""
    cells = matrix(text)
    side = len(cells) + 2 * QUIET
    named = f'role="img" aria-label="{_escaped(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" {named}>'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{_strokes(cells)}"/></svg>'
    )


def _strokes(cells: Matrix) -> str:
    """Each run of dark modules as a stroke through its middle; moves are relative to the end of the last stroke."""
    strokes: list[str] = []
    x, y = 0, 0
    for top, line in enumerate(cells):
        for start, length in _runs(line):
            here_x, here_y = start + QUIET, top + QUIET
            if strokes:
                strokes.append(f"m{here_x - x}{_signed(here_y - y)}h{length}")
            else:
                strokes.append(f"M{here_x} {here_y}.5h{length}")
            x, y = here_x + length, here_y
    return "".join(strokes)


def _runs(line: tuple[bool, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs


def _signed(number: int) -> str:
    return str(number) if number < 0 else f" {number}"


def _quiet(cells: Matrix) -> Matrix:
    blank = (False,) * (len(cells) + 2 * QUIET)
    edge = (False,) * QUIET
    return (blank,) * QUIET + tuple(edge + line + edge for line in cells) + (blank,) * QUIET


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
