"""Guesses which column of somebody's spreadsheet is which, from headers in Spanish or English."""

from collections.abc import Mapping, Sequence

from events_app.directory.engine.folding import folded, tight

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "company": ("empresa", "compania", "planta", "razon social", "company", "employer", "plant", "rfc empresa"),
    "employee_number": (
        "numero de empleado", "no empleado", "num empleado", "no de empleado", "numero empleado", "no emp", "num emp",
        "nomina", "no nomina", "numero de nomina", "empleado", "clave", "numero", "no", "gafete", "reloj", "no reloj",
        "employee number", "employee no", "employee id", "emp id", "badge", "badge number", "number", "id",
    ),
    "given_name": (
        "nombre", "nombres", "nombre s", "primer nombre", "nombre de pila", "given name", "given names", "first name",
        "name",
    ),
    "paternal_surname": (
        "apellido paterno", "paterno", "ap paterno", "ap pat", "primer apellido", "apellido", "apellido 1", "apellido1",
        "last name", "surname", "first surname", "paternal surname", "family name",
    ),
    "maternal_surname": (
        "apellido materno", "materno", "ap materno", "ap mat", "segundo apellido", "apellido 2", "apellido2",
        "second surname", "maternal surname", "second last name",
    ),
    "full_name": (
        "nombre completo", "nombre y apellidos", "nombre y apellido", "nombres y apellidos", "apellidos y nombre",
        "apellidos y nombres", "apellidos nombre", "apellidos nombres", "nombre del empleado", "nombre empleado",
        "nombre del trabajador", "nombre del colaborador", "trabajador", "colaborador", "full name", "employee name",
        "complete name",
    ),
    "phone": ("telefono", "tel", "celular", "cel", "movil", "whatsapp", "phone", "mobile", "cell", "phone number"),
    "email": ("correo", "correo electronico", "e mail", "email", "mail", "email address"),
}  # fmt: skip

COMPANIES: Mapping[str, tuple[str, ...]] = {
    "legal_name": ("razon social", "denominacion", "nombre legal", "legal name", "empresa", "company"),
    "trade_name": ("nombre comercial", "nombre corto", "comercial", "trade name", "short name", "marca", "nombre"),
    "rfc": ("rfc", "r f c", "registro federal", "tax id"),
    "company_class": ("clase", "tipo", "tipo de socio", "categoria", "class", "member type", "membership"),
    "location": ("ubicacion", "zona", "location", "region"),
    "city": ("ciudad", "municipio", "localidad", "city", "town"),
    "country": ("pais", "country"),
    "shelter": ("shelter", "albergue", "empresa shelter", "opera bajo shelter", "shelter company"),
    "sector": ("sector", "giro", "industria", "industry", "ramo"),
    "domains": ("dominios", "dominio", "dominio de correo", "dominios de correo", "domains", "email domain", "domain"),
    "employee_digits": ("digitos", "digitos del numero", "largo del numero", "employee digits", "digits"),
    "member_since": ("socia desde", "miembro desde", "fecha de ingreso", "alta", "member since", "since"),
}  # fmt: skip


def guess(headers: Sequence[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """The column of each field: whole names win over names inside longer headers; no column serves two fields.

    A name without a column of surnames beside it is the whole name.
    """
    found: dict[str, int] = {}
    wanted = [(field, rank, name) for field, names in known.items() for rank, name in enumerate(names)]
    for matches in (_whole, _inside):
        for field, _rank, name in sorted(wanted, key=lambda each: each[1]):
            for index, header in enumerate(headers):
                if field not in found and index not in found.values() and matches(header, name):
                    found[field] = index
    if "full_name" in known:
        _settle_names(found)
    return dict(sorted(found.items(), key=lambda each: each[1]))


def names_columns(row: Sequence[str], known: Mapping[str, tuple[str, ...]]) -> bool:
    """True for the row that names the columns, so that a title or a day above it is passed over.

    Two names at least, and no digits alone: what a title says in passing, or somebody's data, names no column.
    """
    return len(guess(row, known)) > 1 and not any(tight(cell).isdecimal() for cell in row)


def surnames_first(header: str) -> bool:
    """True for a header such as "Apellidos y nombre(s)", which tells the order of its cells."""
    words = folded(header).split()
    order = ["surname" if word.startswith(("apellido", "surname", "last")) else word[:4] for word in words]
    return "surname" in order and order.index("surname") < (order.index("nomb") if "nomb" in order else len(order))


def _settle_names(found: dict[str, int]) -> None:
    if "paternal_surname" in found and "given_name" in found:
        found.pop("full_name", None)
    elif "full_name" in found:
        found.pop("given_name", None)
    elif "given_name" in found and "maternal_surname" not in found and "paternal_surname" not in found:
        found["full_name"] = found.pop("given_name")


def _whole(header: str, name: str) -> bool:
    return tight(header) == tight(name)


def _inside(header: str, name: str) -> bool:
    return len(name) >= 5 and f" {name} " in f" {folded(header)} "
