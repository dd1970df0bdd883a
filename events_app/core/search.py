"""Search keys: what people type and what is stored meet without case, accents or stray spaces."""

import re
import unicodedata

_JUNK = re.compile(r"[^0-9a-z@._+]+")
_ENYE = "\u00f1"
NOTHING = "(nothing)"  # a pattern that no key can match: keys have no brackets


def search_key(*parts: str | None) -> str:
    """Folds case and accents (ñ becomes n too) and joins with single spaces; what `LIKE` is asked about."""
    text = " ".join(part for part in parts if part)
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    return _JUNK.sub(" ", bare).strip()


def name_sort_key(paternal: str, maternal: str, given: str) -> str:
    """Sorts as Mexican lists do: paternal, maternal, given names, with ñ after n.

    The order holds in byte order: `ORDER BY sort_key COLLATE "C"`. The embedded server sorts so by itself; another
    server's collation may skip the separators, so a query names the collation.
    """
    return "\u0001".join(_folded(part) for part in (paternal, maternal, given))


def like(text: str) -> str:
    """A LIKE pattern that finds `text` anywhere in a search key; wildcards typed by people are literal.

    A key keeps `_`, which is escaped; `%` and the backslash become spaces in it, as they do in what is stored. A text
    without any letter that a key keeps finds nothing, rather than everything.
    """
    key = search_key(text).replace("_", r"\_")
    return f"%{key}%" if key else NOTHING


def _folded(text: str) -> str:
    kept = text.casefold().replace(_ENYE, "n\uffff").replace("n\u0303", "n\uffff")
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(letter))
    return re.sub(r"[^0-9a-z\uffff]+", " ", bare).strip()
