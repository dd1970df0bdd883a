"""The bars that a cashier's reader takes from paper or a phone: Code 128, set C, two digits at a time (ISO 15417)."""

# Widths of bar, space, bar, space, bar, space for the values 0 to 105; 106 is the stop with its last bar.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""
WIDTHS = tuple(_TABLE.split())
START_C, STOP = 105, 106
QUIET = 10


def values(digits: str) -> list[int]:
    """The symbols of an even number of digits: start, pairs, check (modulo 103), stop. Raises ValueError."""
    if not digits or len(digits) % 2 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("set C takes an even number of digits")
    pairs = [int(digits[place : place + 2]) for place in range(0, len(digits), 2)]
    check = (START_C + sum(place * value for place, value in enumerate(pairs, start=1))) % 103
    return [START_C, *pairs, check, STOP]


def bars(digits: str) -> tuple[str, int]:
    """An SVG path of unit height and its width in modules, the quiet zones of ten modules included."""
    path, at = [], QUIET
    for value in values(digits):
        for place, width in enumerate(WIDTHS[value]):
            if place % 2 == 0:
                path.append(f"M{at} 0h{width}v1h-{width}z")
            at += int(width)
    return "".join(path), at + QUIET
