"""Pages, handlers and templates belong together, and every page says who may open it."""

import ast
import re
from pathlib import Path

from events_app import app
from events_app.core.pages import Page
from events_app.core.templates import TEMPLATES_DIR
from events_app.tests.architecture.source import Module, dotted, functions, production

QUOTED = re.compile(r"""["']([^"'\n]+)["']""")
STYLE = re.compile(r"<[^>]*\sstyle\s*=", re.I)
HANDLER = re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["'{]""", re.I)
OWN_STYLE = ("emails/", "pdf/")  # mail programs and the printer know no style sheet of ours


def undeclared(module: Module) -> list[str]:
    """Pages that do not say `access=`."""
    return [
        f"{module.name}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in ("Page", "ApiPage")
        if "access" not in {keyword.arg for keyword in node.keywords}
    ]


def shows_its_own_template(page: Page) -> bool:
    """True when the handler itself answers `page(request, …)` without naming another template."""
    module = next(each for each in production() if each.name == page.handler.__module__)
    return any(
        isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "page" and "template" not in _words(node)
        for function in functions(module)
        if function.name == page.handler.__name__
        for node in ast.walk(function)
    )


def _words(call: ast.Call) -> set[str | None]:
    return {keyword.arg for keyword in call.keywords}


def templates() -> dict[str, str]:
    found = (path for path in TEMPLATES_DIR.rglob("*") if path.suffix in (".html", ".txt", ".xml", ".svg"))
    return {path.relative_to(TEMPLATES_DIR).as_posix(): path.read_text("utf-8") for path in sorted(found)}


def unused(names: dict[str, str], *, pages: set[str], code: set[str]) -> list[str]:
    """The templates that no page, no other template and no string of the code leads to."""
    spoken = {word for text in names.values() for word in QUOTED.findall(text)} | code
    return [name for name in names if name not in pages and not _is_named(name, spoken)]


def _is_named(name: str, spoken: set[str]) -> bool:
    path = Path(name)
    if path.parts[0] == "emails":
        return (
            path.parts[1] in spoken or path.parts[1] == "_layout" or path.name in {Path(word).name for word in spoken}
        )
    if path.parts[0] == "errors" and path.stem.isdigit():
        return True
    return name in spoken or (path.stem.startswith("_") and path.stem in spoken)


def inline(text: str) -> list[str]:
    """Attributes that the content security policy would refuse."""
    return [found.group(0) for rule in (STYLE, HANDLER) for found in rule.finditer(text)]


def strings() -> set[str]:
    return {
        node.value
        for module in production()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_page_says_who_may_open_it() -> None:
    code = production()

    wrong = [place for module in code for place in undeclared(module)]

    assert wrong == []
    assert undeclared(Module("r", 'ROUTES = (Page("/a", a), Page("/b", b, access=Access.PUBLIC))')) == ["r:1"]


def test_every_route_of_the_app_is_a_declared_page() -> None:
    declared = {(page.path, page.name) for page in app.pages()}

    served = {(route.path, route.name) for route in app.create_app("postgres:///none").routes if route.name != "static"}  # type: ignore[attr-defined]

    assert served == declared
    assert len({page.name for page in app.pages()}) == len(app.pages())


def test_every_handler_that_shows_a_page_has_its_template() -> None:
    known = templates()

    missing = [page.template for page in app.pages() if shows_its_own_template(page) and page.template not in known]

    assert missing == []


def test_every_template_is_used() -> None:
    pages = {page.template for page in app.pages()}

    wrong = unused(templates(), pages=pages, code=strings())

    assert wrong == []


def test_a_template_that_nothing_leads_to_is_named() -> None:
    known = {
        "events_app/events/event.html": "{% include 'events_app/events/_rows.html' %}",
        "events_app/events/_rows.html": "",
        "events_app/events/old.html": "",
        "emails/ticket/subject.txt": "",
        "emails/forgotten/subject.txt": "",
    }

    wrong = unused(known, pages={"events_app/events/event.html"}, code={"ticket"})

    assert wrong == ["events_app/events/old.html", "emails/forgotten/subject.txt"]


def test_templates_keep_to_the_content_security_policy() -> None:
    known = {name: text for name, text in templates().items() if not name.startswith(OWN_STYLE)}

    wrong = {name: found for name, text in known.items() if (found := inline(text))}

    assert wrong == {}


def test_inline_styles_and_handlers_are_named() -> None:
    text = '<p style="color: red">one</p><p data-style="x" option="1">two</p>\n<a href="/" onclick="go()">three</a>'

    wrong = inline(text)

    assert wrong == ["<p style=", '<a href="/" onclick="']
