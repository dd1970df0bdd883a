"""Renders templates: pages with what every page needs, and the three texts of an e-mail."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request

from events_app.core.covers import pattern
from events_app.core.formats import FILTERS
from events_app.core.i18n import _, ngettext
from events_app.core.settings import settings
from events_app.core.static import asset_url

TEMPLATES_DIR = Path(__file__).parent.parent / "templates"


@cache
def environment() -> Environment:
    """One Jinja environment: HTML is escaped, an unknown name is an error, every helper is here."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        autoescape=select_autoescape(enabled_extensions=("html", "xml", "svg"), default_for_string=True),
        undefined=StrictUndefined,
        auto_reload=settings().env == "development",
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    env.install_gettext_callables(gettext=_, ngettext=ngettext, newstyle=False)  # type: ignore[attr-defined]
    env.globals |= {"_": _, "ngettext": ngettext, "static": asset_url, "cover_pattern": pattern}
    env.filters |= FILTERS
    return env


def render(name: str, *, request: Request | None = None, **context: Any) -> str:
    """The template as text; with a request it also gets the actor, the clock, paths and the nonce."""
    return environment().get_template(name).render(**(_of_request(request) if request else {}), **context)


def _of_request(request: Request) -> dict[str, Any]:
    def path_for(name: str, **params: Any) -> str:
        return str(request.app.url_path_for(name, **{key: str(value) for key, value in params.items()}))

    state = request.state
    return {
        "request": request,
        "actor": state.actor,
        "locale": state.locale,
        "now": state.now,
        "csp_nonce": state.nonce,
        "path_for": path_for,
        "here": request.url.path,
        "settings": settings(),
    }
