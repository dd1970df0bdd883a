"""What a scanner or a camera reads: a ticket's or player's link, its bare code, or something that is named."""

import re
from dataclasses import dataclass

_CODE = re.compile(r"[A-Z2-7]{26}")
_LINK = re.compile(r"(?:HTTPS?://)?[^/\s]{1,253}/[TJ]/([A-Z2-7]{26})/?(?:[?#].*)?", re.DOTALL)
_FOLIO = re.compile(r"[A-Z0-9]{1,6}[ -]\d{1,6}")


@dataclass(frozen=True)
class Read:
    """`code` is the 26 characters of a ticket, or "" with the reason: "folio" or "not a ticket"."""

    code: str
    because: str = ""


def read_code(text: str) -> Read:
    """Upper and lower case, spaces around and a keyboard scanner's prefix-free link are all the same ticket."""
    upper = text.strip().upper()
    if _CODE.fullmatch(upper):
        return Read(upper)
    link = _LINK.fullmatch(upper)
    if link:
        return Read(link.group(1))
    return Read("", "folio" if _FOLIO.fullmatch(upper) else "not a ticket")
