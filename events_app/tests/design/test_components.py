"""The pieces of a page: they keep what was typed, say what is wrong, and speak both languages."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.datastructures import State
from starlette.requests import Request

from events_app.core.access import ANONYMOUS, Actor, Grant, Role
from events_app.core.errors import Conflict, Gone, TooMany
from events_app.core.forms import Filled
from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.pages import Notice
from events_app.core.paging import Slice
from events_app.core.templates import environment, render

STATUSES = ("400", "401", "403", "404", "405", "409", "410", "413", "422", "429", "500", "503", "offline")
OFFICE = Actor(user_id=1, name="Mariana Bórquez", grants=(Grant(Role.OFFICE),))
FINANCE = Actor(user_id=2, name="Ana Ríos", grants=(Grant(Role.FINANCE),))


class Reader(HTMLParser):
    """Remembers each tag with its attributes, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def draw(call: str, library: str = "ui", locale: str = "es-MX", **values: Any) -> Reader:
    """The markup of one macro, such as draw('chip("Lleno")')."""
    name = call.split("(")[0]
    source = f'{{% from "components/{library}.html" import {name} %}}{{{{ {call} }}}}'
    with use_locale(locale):
        return Reader(environment().from_string(source).render(**values))


def request_of(path: str = "/eventos", who: Actor = ANONYMOUS, locale: str = "es-MX", query: bytes = b"") -> Request:
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query,
        "headers": [(b"host", b"convoca.test")],
    }
    request = Request(scope | {"scheme": "http", "server": ("convoca.test", 80), "root_path": "", "state": {}})
    request.state.__dict__.update(State()._state)
    request.state.actor, request.state.locale = who, locale
    request.state.now, request.state.nonce = datetime(2026, 11, 20, 16, tzinfo=UTC), "n0nce"
    return request


def test_a_wrong_field_keeps_what_was_typed_and_says_its_mistake_above_and_for_the_ear() -> None:
    form: Filled[Any] = Filled(errors={"number": "Faltan cifras."}, typed={"number": '48"21<b>'})

    seen = draw('field(form, "number", "Número", hint="En tu gafete.", inputmode="numeric")', "forms", form=form)

    assert seen.all("input") == [
        {
            "id": "number",
            "name": "number",
            "required": None,
            "aria-invalid": "true",
            "aria-describedby": "number-mistake number-hint",
            "type": "text",
            "value": '48"21<b>',
            "inputmode": "numeric",
        }
    ]
    assert seen.all("b") == []
    assert {attrs["id"] for attrs in seen.all("p")} == {"number-mistake", "number-hint"}
    assert "Faltan cifras." in seen.words


def test_a_password_is_never_sent_back() -> None:
    form: Filled[Any] = Filled(typed={"secret": "hunter2 hunter2"})

    seen = draw('field(form, "secret", "Contraseña", type="password")', "forms", form=form)

    assert "value" not in seen.all("input")[0]


def test_the_summary_links_each_mistake_to_its_field_and_says_the_general_one_plainly() -> None:
    form: Filled[Any] = Filled(errors={"number": "Faltan cifras.", "": "Ya no hay lugares."})

    seen, english = (draw("error_summary(form)", "forms", locale, form=form) for locale in ("es-MX", "en"))

    assert [attrs["href"] for attrs in seen.all("a")] == ["#number"]
    assert "Ya casi: corrige 2 datos" in seen.words
    assert "Almost there: fix 2 things" in english.words
    assert "Ya no hay lugares." in seen.words


def test_a_form_without_mistakes_has_no_summary() -> None:
    seen = draw("error_summary(form)", "forms", form=Filled())

    assert seen.tags == []


def test_choices_remember_several_answers_and_one() -> None:
    options = [("1", "Uno"), ("2", "Dos"), ("3", "Tres")]
    form: Filled[Any] = Filled(typed={"many": ["1", "3"], "one": 2})

    many = draw('choices(form, "many", "Varios", options)', "forms", form=form, options=options)
    one = draw('choice(form, "one", "Uno", options, kind="select")', "forms", form=form, options=options)

    assert [attrs["value"] for attrs in many.all("input") if "checked" in attrs] == ["1", "3"]
    assert [attrs["value"] for attrs in one.all("option") if "selected" in attrs] == ["2"]


def test_a_button_without_an_address_is_a_button_and_with_one_a_link() -> None:
    plain, link = draw('button("Pagar", name="do", value="pay")'), draw('button("Ver", href="/eventos", kind="quiet")')

    assert plain.all("button") == [{"class": "button", "name": "do", "value": "pay"}]
    assert link.all("a") == [{"class": "button quiet", "href": "/eventos"}]


def test_a_meter_is_a_progress_with_its_words_and_disappears_without_a_total() -> None:
    some, unlimited = draw('meter(46, 60, "Quedan 14", "now")'), draw('meter(46, None, "46 registrados")')

    assert some.all("progress") == [{"class": "meter now", "value": "46", "max": "60", "aria-label": "Quedan 14"}]
    assert unlimited.all("progress") == []
    assert "46 registrados" in unlimited.words


def test_a_price_says_aloud_which_amount_is_the_old_one() -> None:
    seen = draw("price(now, before=old)", now=Money(129_600), old=Money(162_000))

    assert seen.words.split() == ["Antes", "$1,620.00", "$1,296.00"]


def test_the_pager_only_links_to_pages_that_exist() -> None:
    first: Slice[int] = Slice(items=[], page=1, pages=3, total=120, first=1, last=50, prev_url=None, next_url="?page=2")
    alone: Slice[int] = Slice(items=[], page=1, pages=1, total=3, first=1, last=3, prev_url=None, next_url=None)

    seen, nothing = draw("pager(slice)", slice=first), draw("pager(slice)", slice=alone)

    assert [attrs["href"] for attrs in seen.all("a")] == ["?page=2"]
    assert nothing.tags == []


def test_the_calendar_leaf_speaks_the_language_of_the_page() -> None:
    words = [
        draw("calendar_leaf(day)", locale=locale, day=date(2027, 1, 21)).words.split() for locale in ("es-MX", "en")
    ]

    assert words == [["ene", "21"], ["Jan", "21"]]


def test_a_chart_reads_as_a_table_and_survives_days_without_anything() -> None:
    seen = draw("bars(points, 'Registros')", "charts", points=[("1 nov", 0, "plain"), ("2 nov", 46, "now")])
    nothing = draw("bars(points, 'Registros')", "charts", points=[])

    assert [len(seen.all("rect")), len(seen.all("tr"))] == [1, 2]
    assert nothing.all("rect") == []


@pytest.mark.parametrize("locale", ["es-MX", "en"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_error_page_has_one_heading_and_a_next_step(status: str, locale: str) -> None:
    with use_locale(locale):
        seen = Reader(render(f"errors/{status}.html", request=request_of(locale=locale)))

    steps = [attrs["href"] for attrs in seen.all("a") if "button" in (attrs.get("class") or "")]
    assert len(seen.all("h1")) == 1
    assert seen.all("html") == [{"lang": locale}]
    assert steps != []


def test_an_error_of_our_own_words_is_told_and_a_general_one_gets_the_designed_sentence() -> None:
    told = render("errors/409.html", request=request_of(), error=Conflict("Ya no hay lugares en esta mesa."))
    general = render("errors/410.html", request=request_of(), error=Gone())

    assert "Ya no hay lugares en esta mesa." in told
    assert "Los enlaces se usan una vez o vencen." in general


def test_too_many_attempts_says_how_long_to_wait_in_words() -> None:
    pages = [render("errors/429.html", request=request_of(), error=TooMany(retry_after=wait)) for wait in (1, 45, 600)]

    waits = [re.findall(r"Espera [^<]+\.</p>", page)[-1] for page in pages]
    assert waits == ["Espera 1 segundo.</p>", "Espera 45 segundos.</p>", "Espera 10 minutos.</p>"]


def test_changing_the_language_keeps_the_page_and_what_it_was_asked() -> None:
    html = render("errors/404.html", request=request_of("/eventos/carrera", query=b"empresa=levis&lang=es-MX"))

    links = [attrs["href"] for attrs in Reader(html).all("a") if attrs.get("hreflang")]
    assert links == ["/eventos/carrera?empresa=levis&lang=en"]


def test_the_style_guide_shows_every_component_to_the_office_in_both_languages() -> None:
    pages = []
    for locale in ("es-MX", "en"):
        with use_locale(locale):
            request = request_of("/oficina/componentes", OFFICE, locale)
            pages.append(Reader(render("events_app/core/styleguide.html", request=request, flash=Notice("Listo"))))

    assert [len(page.all("h1")) for page in pages] == [1, 1]
    assert [page.tags == pages[0].tags for page in pages] == [True, False]
    assert ["Botones" in page.words for page in pages] == [True, False]


def test_the_office_menu_shows_each_person_the_doors_that_open() -> None:
    html = [
        render("events_app/core/styleguide.html", request=request_of(who=who), flash=None) for who in (OFFICE, FINANCE)
    ]

    menus = [
        set(re.findall(r'href="(/oficina[^"]*)"', each.split('<ul class="menu">')[1].split("</ul>")[0]))
        for each in html
    ]
    money = {"/oficina/dinero", "/oficina/empresas", "/oficina/facturas", "/oficina/finanzas", "/oficina/fondo"}
    assert menus[1] == money
    assert menus[0] > menus[1] | {"/oficina", "/oficina/eventos", "/oficina/registros", "/oficina/puertas"}
