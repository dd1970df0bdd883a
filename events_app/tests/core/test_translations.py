"""Every sentence that a person reads exists in both languages, with the same values in it."""

import re
from collections.abc import Iterator
from functools import cache

from babel.messages.pofile import read_po

from events_app.core.i18n import LOCALE_DIR, _, catalogue, ngettext, use_locale
from events_app.core.templates import TEMPLATES_DIR
from events_app.core.translations import Sentence, lacking, sentences

VALUES = re.compile(r"%\((\w+)\)s")


def _texts(string: object) -> list[str]:
    """The translations of a message: one, or one for each plural form."""
    if isinstance(string, str):
        return [string]
    return [str(each) for each in string] if isinstance(string, (list, tuple)) else []


def _entries() -> Iterator[tuple[str, str, list[str]]]:
    """Every entry of every catalogue: whose it is, its Spanish sentence, its English."""
    for path in sorted((LOCALE_DIR / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    yield path.stem, key, _texts(message.string)


@cache
def _said() -> tuple[Sentence, ...]:
    """Looking for them in a thousand files takes seconds, so it is done once."""
    return tuple(sentences())


def test_no_sentence_is_without_english() -> None:
    missing = [f"{each.place}: {each.key}" for each in lacking(_said())]

    assert missing == []


def test_a_translation_keeps_the_values_of_its_sentence() -> None:
    changed = []
    for each in _said():
        message = catalogue("en").get(each.key)
        texts = _texts(message.string) if message else []
        wanted = set(VALUES.findall(each.key)) - {"n"}
        changed += [each.place for text in texts if set(VALUES.findall(text)) - {"n"} != wanted]

    assert changed == []


def test_a_sentence_has_one_english_wherever_it_stands() -> None:
    english: dict[str, set[str]] = {}
    for _name, key, texts in _entries():
        english.setdefault(key, set()).add(" | ".join(texts))

    assert {key: said for key, said in english.items() if len(said) > 1} == {}


def test_nothing_is_translated_that_nobody_says() -> None:
    said = {each.key for each in _said()}

    assert [f"{name}: {key}" for name, key, _texts_of_it in _entries() if key not in said] == []


def test_every_e_mail_is_whole_in_both_languages() -> None:
    folders = [each for each in (TEMPLATES_DIR / "emails").iterdir() if each.is_dir() and not each.name.startswith("_")]
    parts = ("subject.txt", "body.txt", "body.html")

    missing = [f"{each.name}/{part}" for each in folders for part in parts if not (each / part).exists()]
    missing += [f"{each.name}/en/{part}" for each in folders for part in parts if not (each / "en" / part).exists()]

    assert folders
    assert missing == []


def test_the_reader_s_language_decides() -> None:
    spanish = _("Falta este dato.")
    with use_locale("en"):
        english = _("Falta este dato.")

    assert (spanish, english) == ("Falta este dato.", "This is missing.")


def test_a_plural_fills_its_number() -> None:
    assert [ngettext("%(n)s cosa", "%(n)s cosas", n) for n in (0, 1, 2)] == ["0 cosas", "1 cosa", "2 cosas"]
    assert ngettext("%(n)s lista.", "%(n)s listas.", 2_000) == "2,000 listas."
