"""What a browser would send of a page's form when nobody touched it."""

from html.parser import HTMLParser

Attributes = dict[str, str | None]


class Forms(HTMLParser):
    """Reads every form of a page: where it goes, and the successful controls of HTML's own submission algorithm."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[Attributes, list[tuple[str, str]]]] = []
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._text: tuple[str, list[str]] | None = None
        self._within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "form":
            self._within = True
            self.forms.append((known, []))
        if not self._within or "disabled" in known:
            return
        name, value = known.get("name"), known.get("value") or ""
        if tag == "input" and name:
            self._input(known.get("type") or "text", name, value, checked="checked" in known)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((value, "selected" in known))
        elif tag == "textarea" and name:
            self._text = (name, [])

    def _input(self, kind: str, name: str, value: str, *, checked: bool) -> None:
        if kind in ("checkbox", "radio") and not checked:
            return
        if kind not in ("submit", "button", "file", "image", "reset"):
            self.forms[-1][1].append((name, value or ("on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = False
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [each[0] for each in self._options[:1]]
            self.forms[-1][1].extend((self._select, each) for each in chosen)
            self._select = None
        elif tag == "textarea" and self._text:
            self.forms[-1][1].append((self._text[0], "".join(self._text[1]).removeprefix("\n")))
            self._text = None


def untouched(html: str, action: str) -> dict[str, list[str]]:
    """The fields of the form that posts to `action` ("" or absent: to its own page), as httpx takes them."""
    for known, fields in Forms(html).forms:
        if (known.get("action") or "") == action and (known.get("method") or "").lower() == "post":
            sent: dict[str, list[str]] = {}
            for name, value in fields:
                sent.setdefault(name, []).append(value)
            return sent
    raise LookupError(action)
