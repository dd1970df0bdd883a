"""What the stylesheets promise: colours that can be read, light pages, no style that the content policy refuses."""

import re
from pathlib import Path

import pytest

from events_app.core.static import STATIC_DIR
from events_app.core.templates import TEMPLATES_DIR
from events_app.tests.design.colours import contrast, rgb

TEXT_ON_GROUND = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "teal") for ground in ("paper", "surface", "sunken")),
    *((f"{tone}-deep", f"{tone}-wash") for tone in ("teal", "ember", "good", "bad")),
    *(
        (ink, f"{tone}-wash")
        for ink in ("ink", "ink-soft", "teal")
        for tone in ("teal", "ember", "good", "warn", "bad")
    ),
    ("warn-ink", "warn-wash"),
    ("ink-soft", "track"),
    ("bad-deep", "surface"),
    ("bad-deep", "paper"),
    ("ember-deep", "surface"),
    ("on-solid", "solid"),
    ("on-solid", "solid-hover"),
]
SHAPE_ON_GROUND = [
    ("teal", "track"),
    ("bad", "bad-wash"),
    ("edge", "surface"),
    ("edge", "paper"),
    ("teal", "surface"),
    ("ink-soft", "surface"),
]
MARKUP = sorted(TEMPLATES_DIR.rglob("*.html"))


def tokens(css: str) -> dict[str, str]:
    """The custom properties of one block, with var(--…) followed."""
    found: dict[str, str] = dict(re.findall(r"--([a-z-]+):\s*([^;}]+)", css))
    return {
        name: found.get(value[6:-1], value) if value.startswith("var(--") else value for name, value in found.items()
    }


def palettes() -> dict[str, dict[str, str]]:
    css = (STATIC_DIR / "css/app.css").read_text()
    layer = css.split("@layer tokens {")[1].split("@layer base")[0]
    light, rest = layer.split("@media (prefers-color-scheme: dark)")
    dark, fallback = rest.split("@supports not")
    by_day = tokens(light)
    return {"light": by_day, "dark": by_day | tokens(dark), "without oklch": by_day | tokens(fallback)}


@pytest.mark.parametrize("scheme", ["light", "dark", "without oklch"])
def test_every_text_reaches_four_and_a_half_to_one(scheme: str) -> None:
    colours = palettes()[scheme]

    ratios = {pair: contrast(rgb(colours[pair[0]]), rgb(colours[pair[1]])) for pair in TEXT_ON_GROUND}

    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_shape_that_means_something_reaches_three_to_one(scheme: str) -> None:
    colours = palettes()[scheme]

    ratios = {pair: contrast(rgb(colours[pair[0]]), rgb(colours[pair[1]])) for pair in SHAPE_ON_GROUND}

    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 3} == {}


def test_the_answers_of_the_door_reach_seven_to_one() -> None:
    css = (STATIC_DIR / "css/door.css").read_text()

    pairs = re.findall(r"\.verdict\.(\w+) \{ --verdict: ([^;]+); --verdict-ink: ([^;}]+?) \}", css)

    assert [tone for tone, _, _ in pairs] == ["good", "warn", "bad"]
    assert [tone for tone, ground, ink in pairs if contrast(rgb(ground), rgb(ink)) < 7] == []


def test_what_every_public_page_loads_leaves_room_for_the_page_itself() -> None:
    files = ["css/app.css", "js/app.js", "img/icons.svg"]

    weights = {name: (STATIC_DIR / name).stat().st_size for name in files}

    assert weights["js/app.js"] <= 6_000
    assert weights["css/app.css"] <= 30_000
    assert sum(weights.values()) <= 50_000


@pytest.mark.parametrize("path", MARKUP, ids=lambda path: str(path.relative_to(TEMPLATES_DIR)))
def test_a_template_carries_no_style_or_script_that_the_content_policy_refuses(path: Path) -> None:
    html = path.read_text()

    refused = re.findall(r"<[^>]*\s(?:style|on[a-z]+)\s*=|<(?:script|style)(?![^>]*nonce)[^>]*>|javascript:", html)

    assert refused == [] or "emails" in path.parts


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    have = set(re.findall(r'<symbol id="([^"]+)"', (STATIC_DIR / "img/icons.svg").read_text()))

    named = {
        name
        for path in MARKUP
        for name in re.findall(r"""\bicon(?:_name)?\s*(?:=|\()\s*["']([a-z0-9-]+)["']""", path.read_text())
    }

    assert named - have == set()
    assert len(named) > 20


def test_what_others_wrote_comes_with_its_licence_and_its_version() -> None:
    folders = [each for each in (STATIC_DIR / "vendor").iterdir() if each.is_dir()]

    kept = {
        each.name: sorted(file.name for file in each.iterdir() if file.name in ("LICENSE", "VERSION"))
        for each in folders
    }

    assert kept == {name: ["LICENSE", "VERSION"] for name in ("htmx-2.0.11", "htmx-ext-sse-2.2.4", "zxing-wasm-3.1.4")}
    assert (STATIC_DIR / "img/icons.LICENSE").exists()
    assert (STATIC_DIR / "fonts/LICENSE").exists()
