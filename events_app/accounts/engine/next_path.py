"""Where a sign-in may lead: only to a page of this house."""

from urllib.parse import urlsplit

LONGEST = 500


def safe_next(wished: str | None, default: str) -> str:
    """`wished` when it is a path on this same site, else `default`.

    Browsers read `\\` as `/`, drop tabs and newlines, and take `//host` for another site; none of those passes.
    """
    text = wished or ""
    if not text.startswith("/") or text.startswith("//") or len(text) > LONGEST:
        return default
    if "\\" in text or any(ord(letter) <= 32 or ord(letter) == 127 for letter in text):
        return default
    parts = _parts(text)
    return text if parts == ("", "") and not text.startswith("/entrar") else default


def _parts(text: str) -> tuple[str, str] | None:
    try:
        split = urlsplit(text)
    except ValueError:
        return None
    return split.scheme, split.netloc
