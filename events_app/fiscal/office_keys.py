"""The SAT keys under which each product is invoiced: the usual ones, and what the office chose instead."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.forms import blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.fiscal import keys
from events_app.fiscal.engine.products import USUAL, keys_for
from events_app.fiscal.forms import KeyForm
from events_app.fiscal.queries import product_keys as chosen_keys
from events_app.payments.queries import tax_rules

PRODUCTS = {
    "": N_("Cualquier producto"),
    "registration": N_("Lugar en un evento"),
    "group": N_("Grupo de una empresa"),
    "team": N_("Inscripción de un equipo"),
    "golf_team": N_("Equipo de golf"),
    "golf_sponsor": N_("Patrocinio de golf"),
    "golf_extra": N_("Extras de golf"),
}


async def product_keys(request: Request) -> Response:
    """The keys in force for each product and tax; a new choice replaces the one before it."""
    filled = blank(KeyForm, unit_key="E48", tax_object="rate")
    if request.method == "POST":
        filled = await fill(request, KeyForm)
        if filled.ok and filled.checked.product not in PRODUCTS:
            filled.add("product", N_("Elige una de las opciones."))
        if filled.ok:
            await keys.choose(filled.checked, actor=actor(request).label, now=request.state.now)
            return flash(redirect(request, "fiscal.product_keys"), _("Clave guardada."))
    chosen = await chosen_keys()
    codes = sorted({each.code for each in await tax_rules()} | {"NO_OBJETO", "EXENTO", "IVA16", "IVA8"})
    return page(
        request,
        status=422 if filled.errors else 200,
        form=filled,
        products=PRODUCTS,
        codes=codes,
        table=[(product, code, keys_for(product, code, chosen)) for product in USUAL if product for code in codes],
        chosen=chosen,
    )


ROUTES = (Page("/oficina/facturas/claves", product_keys, access=Access.OFFICE, methods=("GET", "POST")),)
