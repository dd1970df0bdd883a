"""How two spellings of a number, a surname or a company's name are the same."""

import re
import unicodedata

_COMPANY_TYPE = re.compile(
    r"\b(s a p i|s a b|s a|s de r l|s r l|s c|a c|sapi|sab|sa|srl|s en c"
    r"|inc|incorporated|llc|l l c|corp|corporation|ltd)"
    r"(\s+(de|m|mi)\s+(c v|cv|i|r l))*(\s+(c v|de c v|de cv))?$"
)


def folded(text: str) -> str:
    """Lower case without accents; everything that is not a letter or a digit becomes one space."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^0-9a-z]+", " ", bare).strip()


def tight(text: str) -> str:
    """The same without spaces: "De la Cruz" and "Delacruz" are one surname."""
    return folded(text).replace(" ", "")


def number_key(text: str) -> str:
    """An employee number without leading zeros, spaces or signs, which spreadsheets lose; "" when nothing is left."""
    bare = tight(text).upper()
    return bare.lstrip("0") or ("0" if bare else "")


def surname_forms(paternal: str, maternal: str) -> tuple[str, str, str]:
    """What somebody may answer when asked for her surname: the first one, or both in either order."""
    first, second = tight(paternal), tight(maternal)
    return first, first + second, second + first


def company_key(name: str) -> str:
    """A company's name without its type ("S. DE R.L. DE C.V."), for finding it again."""
    text = folded(name)
    while (shorter := _COMPANY_TYPE.sub("", text).strip()) != text and shorter:
        text = shorter
    return text


def slug(name: str) -> str:
    """A name for links and posters: lower-case words joined by hyphens, at most 60 characters."""
    return company_key(name).replace(" ", "-")[:60].strip("-") or "empresa"
