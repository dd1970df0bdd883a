"""Turns the small Markdown of an event's text into safe HTML: paragraphs, lists, emphasis, headings and links."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

LINKS = ("https://", "http://", "mailto:", "tel:", "/")


# Under the page's own h1 and the h2 of the card that holds the text.
FIRST_LEVEL, LAST_LEVEL = 3, 6


def to_html(text: str) -> Markup:
    """HTML typed by people is shown as text, pictures are refused, and links lead only to the web, mail or phone."""
    return Markup(_reader().render(text))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False})
    reader.disable(["image", "html_block", "html_inline", "code", "fence", "reference"])
    reader.validateLink = _is_safe  # type: ignore[method-assign]
    reader.core.ruler.push("headings", _order_headings)
    reader.add_render_rule("link_open", _guarded_link)
    return reader


def _is_safe(url: str) -> bool:
    plain = url.strip().lower()
    return plain.startswith(LINKS) and not plain.startswith("//")


def _order_headings(state: StateCore) -> None:
    """The highest heading of the text becomes h3 and none skips a level, however many # were typed."""
    levels = {tag: number for number, tag in enumerate(sorted({each.tag for each in state.tokens if _heads(each)}))}
    above = FIRST_LEVEL - 1
    for token in state.tokens:
        if token.type == "heading_open":
            above = min(FIRST_LEVEL + levels[token.tag], above + 1, LAST_LEVEL)
            token.tag = f"h{above}"
        elif token.type == "heading_close":
            token.tag = f"h{above}"


def _heads(token: Token) -> bool:
    return token.type == "heading_open"


def _guarded_link(self: object, tokens: list, index: int, options: object, env: object) -> str:  # type: ignore[type-arg]
    tokens[index].attrSet("rel", "noopener nofollow")
    return str(self.renderToken(tokens, index, options, env))  # type: ignore[attr-defined]
