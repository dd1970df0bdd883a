"""Finds every sentence that people read, in code and templates, and says which have no English.

`python -m events_app.core.translations` lists them; with `write` it adds them, empty, to the catalogue of their room.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from events_app.core.i18n import LOCALE_DIR, catalogue

ROOT = LOCALE_DIR.parent
HOUSES = (ROOT, ROOT.parent / "scholarships")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "message": None,
}
JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols", "trimmed": "true"}


@dataclass(frozen=True)
class Sentence:
    """`text` is the Spanish msgid; plural forms come as (one, many)."""

    text: str | tuple[str, str]
    place: str
    catalogue: str

    @property
    def key(self) -> str:
        return self.text if isinstance(self.text, str) else self.text[0]


def sentences() -> Iterator[Sentence]:
    """Every marked sentence of the code and of the templates, where it stands and whose it is."""
    for path in sorted(_written_by_hand()):
        relative = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.relative_to(ROOT.parent)
        if relative.parts[0] in ("tests", "migrations", "locale"):
            continue
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {} if path.suffix == ".py" else JINJA
        for line, text, _comments, _context in extract_from_file(method, path, KEYWORDS, options=options):
            found = _text(text)
            if found:
                yield Sentence(found, f"{relative}:{line}", _catalogue_of(relative))


def _written_by_hand() -> Iterator[Path]:
    for house in HOUSES:
        yield from house.rglob("*.py")
    for ending in ("html", "txt"):
        yield from (ROOT / "templates").rglob(f"*.{ending}")


def untranslated(language: str = "en") -> list[Sentence]:
    return lacking(sentences(), language)


def lacking(said: Iterable[Sentence], language: str = "en") -> list[Sentence]:
    """Those whose translation is missing or empty (a plural needs both forms)."""
    known = catalogue(language)
    return [each for each in said if not _complete(each, known)]


def _complete(sentence: Sentence, known: Mapping[str, object]) -> bool:
    message = known.get(sentence.key)
    string = getattr(message, "string", "")
    if isinstance(sentence.text, tuple):
        return isinstance(string, (tuple, list)) and len(string) == 2 and all(string)
    return bool(string if isinstance(string, str) else string[0])


def _text(found: object) -> str | tuple[str, str] | None:
    if isinstance(found, str):
        return found or None
    if isinstance(found, (tuple, list)):
        words = [each for each in found if isinstance(each, str)]
        if len(words) >= 2:
            return words[0], words[1]
        return words[0] if words and words[0] else None
    return None


def _catalogue_of(relative: Path) -> str:
    parts = relative.parts[1:] if relative.parts[0] == "templates" else relative.parts
    if parts[0] == "scholarships":
        return f"scholarships_{parts[1]}"
    if relative.parts[0] == "templates":
        return parts[1] if parts[0] == "events_app" else parts[0]
    return parts[0] if len(parts) > 1 else "core"


def write_missing(language: str = "en") -> int:
    """Adds what is missing, empty, to the rooms' catalogues; gives how many."""
    missing = untranslated(language)
    for name in sorted({each.catalogue for each in missing}):
        path = LOCALE_DIR / language / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        book = _read(path, language)
        for each in missing:
            if each.catalogue == name and each.key not in book:
                file_name, line = each.place.rsplit(":", 1)
                book.add(each.text, locations=[(file_name, int(line))])
        with path.open("wb") as file:
            write_po(file, book, width=0, sort_output=True, omit_header=False, include_lineno=False)
    return len(missing)


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


if __name__ == "__main__":
    if "write" in sys.argv:
        write_missing()
    for sentence in untranslated():
        sys.stdout.write(f"{sentence.place}: {sentence.key!r}\n")
