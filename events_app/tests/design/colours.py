"""Colour sums for the tests: sRGB and OKLCH to luminance, and the contrast of WCAG 2."""

import re
from math import cos, pi, sin

Rgb = tuple[float, float, float]


def rgb(text: str) -> Rgb:
    """From "#00686a" or "oklch(47% .085 195)" to 0–255 channels."""
    if text.startswith("#"):
        digits = text[1:] if len(text) == 7 else "".join(each * 2 for each in text[1:])
        return (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))
    light, chroma, hue = (float(each.rstrip("%")) for each in re.findall(r"[\d.]+%?", text)[:3])
    return _from_oklch(light / 100, chroma, hue)


def mix(ground: Rgb, over: Rgb, share: float) -> Rgb:
    """`over` laid on `ground` with opacity `share`."""
    return (
        ground[0] + (over[0] - ground[0]) * share,
        ground[1] + (over[1] - ground[1]) * share,
        ground[2] + (over[2] - ground[2]) * share,
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    clipped = min(1.0, max(0.0, channel))
    return 255 * (12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055)


def _from_oklch(light: float, chroma: float, hue: float) -> Rgb:
    """The matrices of the OKLab definition (Ottosson, 2020)."""
    a, b = chroma * cos(hue * pi / 180), chroma * sin(hue * pi / 180)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return (_gamma(red), _gamma(green), _gamma(blue))
