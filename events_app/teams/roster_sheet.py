"""A roster from a file or pasted cells: each row with its verdict, mended in its cells, added when it is good."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, TooLarge
from events_app.core.forms import Filled, blank, parse, read_form
from events_app.core.i18n import N_, ngettext
from events_app.core.pages import Page, actor, flash, page
from events_app.core.sheets import read_table_later
from events_app.teams import sheet
from events_app.teams.captain import back
from events_app.teams.forms import PasteForm
from events_app.teams.roster_context import around, reason_of, team_of
from events_app.teams.sheet import FIELDS, Judged, Typed
from events_app.tournaments.entries import Team

MOST_BYTES = 10_000_000
NOTHING = N_("Elige un archivo o pega las celdas.")


async def roster_list(request: Request) -> Response:
    """A spreadsheet or pasted cells: each row with its verdict, mended in its cells, added when it is good."""
    team = await team_of(request)
    if request.method == "GET":
        return _list(request, team, blank(PasteForm), [])
    data = await read_form(request)
    if data.get("step") == "add":
        return await _add_rows(request, team, dict(data))
    form = parse(PasteForm, data)
    file = form.files.get("file")
    try:
        if file is not None:
            table = await read_table_later(await file.read(MOST_BYTES + 1), file.filename or "", sheet.is_heading)
        elif form.ok and form.checked.pasted:
            table = await read_table_later(form.checked.pasted.encode(), "pegado.csv", sheet.is_heading)
        else:
            form.add("file", NOTHING)
            return _list(request, team, form, [], status=422)
        rows = sheet.read(table)
    except (Invalid, TooLarge) as error:
        rows = error.text
    if isinstance(rows, str):
        form.errors["file"] = rows
        return _list(request, team, form, [], status=422)
    judged = await sheet.judge(team, rows, actor=actor(request), now=request.state.now)
    return _list(request, team, form, judged)


async def _add_rows(request: Request, team: Team, data: Mapping[str, Any]) -> Response:
    rows = _typed_rows(data)
    form: Filled[PasteForm] = blank(PasteForm)
    try:
        reason = reason_of(request, team, str(data.get("reason", ""))[:300])
    except Invalid as error:
        form.add("reason", error.message)
        judged = await sheet.judge(team, rows, actor=actor(request), now=request.state.now)
        return _list(request, team, form, judged, status=422)
    judged = await sheet.judge(team, rows, actor=actor(request), now=request.state.now)
    added = await sheet.add_all(team, judged, actor=actor(request), now=request.state.now, reason=reason)
    left = [each for each in judged if each.candidate is None and not each.known]
    said = ngettext("Se agregó %(n)s jugador.", "Se agregaron %(n)s jugadores.", added)
    if not left:
        return flash(back(team, "#jugadores"), said)
    return _list(request, team, form, left, said=said)


def _typed_rows(data: Mapping[str, Any]) -> list[Typed]:
    """The cells as the page sent them back: `surname-14` is the surname of row 14 of the file."""
    lines = sorted({int(key.split("-")[1]) for key in data if _is_cell(key)})[: sheet.MOST_LINES]
    return [
        Typed(line=line, **{name: str(data.get(f"{name}-{line}", "")).strip()[:80] for name in FIELDS})
        for line in lines
    ]


def _is_cell(key: str) -> bool:
    name, _dash, line = key.partition("-")
    return name in FIELDS and line.isascii() and line.isdigit() and len(line) < 6


def _list(
    request: Request,
    team: Team,
    form: Filled[PasteForm],
    judged: list[Judged],
    *,
    status: int = 200,
    said: str = "",
) -> Response:
    ordered = sorted(judged, key=lambda each: (each.candidate is not None, each.typed.line))
    return page(
        request,
        status=status,
        template="events_app/teams/roster_list.html",
        form=form,
        rows=[(each, asdict(each.typed)) for each in ordered],
        good=sum(each.candidate is not None for each in judged),
        known=sum(each.known for each in judged),
        said=said,
        **around(request, team),
    )


ROUTES = (Page("/equipo/{code}/lista", roster_list, access=Access.LINK, methods=("GET", "POST")),)
