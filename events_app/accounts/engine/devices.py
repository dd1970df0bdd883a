"""The browser and the system that a user-agent line speaks of, so that people recognise their own devices."""

from dataclasses import dataclass

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Device:
    """Either part is "" when the line does not tell."""

    browser: str
    system: str


def device(user_agent: str) -> Device:
    """What to call the machine behind a user-agent line; order matters, as every browser claims to be the others."""
    return Device(browser=_first(BROWSERS, user_agent), system=_first(SYSTEMS, user_agent))


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in table if mark in text), "")
