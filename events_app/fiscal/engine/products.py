"""Under which SAT keys each kind of thing we sell is invoiced, unless the office chose others.

Source: catalogues c_ClaveProdServ (80141902 meetings and events, 90141502 competitive events, 80141609 sponsorship of
events), c_ClaveUnidad (E48 unit of service) and c_ObjetoImp (01 not subject, 02 subject; exempt is subject with the
factor Exento).
"""

from collections.abc import Mapping

from events_app.fiscal.engine.document import EXEMPT, NOT_SUBJECT, RATE, SERVICE_UNIT, SUBJECT, Keys

MEETINGS, COMPETITIONS, SPONSORSHIP = "80141902", "90141502", "80141609"
USUAL = {
    "": MEETINGS,
    "registration": MEETINGS,
    "group": MEETINGS,
    "team": COMPETITIONS,
    "golf_team": COMPETITIONS,
    "golf_sponsor": SPONSORSHIP,
    "golf_extra": MEETINGS,
}


def keys_for(product: str, tax_code: str, chosen: Mapping[tuple[str, str], Keys]) -> Keys:
    """`product` is the kind in an order's reference; the office's choice is looked up from the narrowest."""
    for place in ((product, tax_code), (product, ""), ("", tax_code), ("", "")):
        if place in chosen:
            return chosen[place]
    usual = USUAL.get(product, MEETINGS)
    if tax_code == "NO_OBJETO":
        return Keys(usual, SERVICE_UNIT, NOT_SUBJECT, "")
    return Keys(usual, SERVICE_UNIT, SUBJECT, EXEMPT if tax_code == "EXENTO" else RATE)
