"""Turns the small Markdown of an event's text into safe HTML: paragraphs, lists, emphasis, headings and links."""

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

LINKS = ("https://", "http://", "mailto:", "tel:", "/")


def to_html(text: str) -> Markup:
    """HTML typed by people is shown as text, pictures are refused, and links lead only to the web, mail or phone."""
    return Markup(_reader().render(text))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False})
    reader.disable(["image", "html_block", "html_inline", "code", "fence", "reference"])
    reader.validateLink = _is_safe  # type: ignore[method-assign]
    reader.add_render_rule("heading_open", _lower_heading)
    reader.add_render_rule("heading_close", _lower_heading)
    reader.add_render_rule("link_open", _guarded_link)
    return reader


def _is_safe(url: str) -> bool:
    plain = url.strip().lower()
    return plain.startswith(LINKS) and not plain.startswith("//")


def _lower_heading(self: object, tokens: list, index: int, options: object, env: object) -> str:  # type: ignore[type-arg]
    """The page has its own h1 and h2: the text's headings begin at h3."""
    token = tokens[index]
    level = min(6, int(token.tag[1]) + 2)
    return f"<h{level}>" if token.nesting == 1 else f"</h{level}>\n"


def _guarded_link(self: object, tokens: list, index: int, options: object, env: object) -> str:  # type: ignore[type-arg]
    tokens[index].attrSet("rel", "noopener nofollow")
    return str(self.renderToken(tokens, index, options, env))  # type: ignore[attr-defined]
