"""Splits a whole name written in one cell into given names and surnames, and says when it had to guess."""

from dataclasses import dataclass

from events_app.directory.engine.folding import folded

# Words that lean on the next one: "de la Cruz" is one surname, "de los Ángeles" one given name.
_LEANING = "de del la las los y e da do dos di von van der den mac mc san santa santo"
LEANING = frozenset(_LEANING.split())
# Surnames of several words whose first word stands on its own.
JOINED = frozenset({"montes de", "ponce de", "diaz de", "garza de", "fernandez de", "lopez de", "martinez de",
                    "gomez de", "nunez de", "velez de", "ladron de", "monte de"})  # fmt: skip
# Given names so common that one among the surnames is worth a question.
_GIVEN = (
    "abigail abraham adrian adriana agustin alan alba alberto alejandra alejandro alexis alfonso alfredo alicia "
    "alma alondra ana andrea andres angel angela angelica antonia antonio araceli armando arturo aurora beatriz "
    "benito berenice blanca brayan brenda carla carlos carmen carolina cecilia cesar christian claudia concepcion "
    "consuelo cristina cristian cynthia daniel daniela david delia diana diego dolores dulce eduardo efrain elena "
    "elia elizabeth elsa emilio emmanuel enrique erika ernesto estela esteban esther eva fabiola felipe fernanda "
    "fernando fidel flor francisca francisco gabriel gabriela gerardo gilberto gloria graciela gregorio griselda "
    "guadalupe guillermo gustavo hector hilda hugo humberto ignacio ines irene irma isabel isaac ismael israel "
    "ivan jaime javier jazmin jessica jesus joel johana jonathan jorge jose josefina juan juana juanita judith "
    "julia julieta julio karen karina karla kevin laura leonardo leticia lidia liliana lizbeth lorena lourdes "
    "lucia luis luisa luz magdalena manuel marcela marco marcos margarita maria mariana maribel mario marisol "
    "martha miguel mireya miriam monica nadia nancy natalia nicolas noemi norma octavio olga olivia oralia oscar "
    "pablo paola patricia paul paula pedro perla rafael ramiro ramon raquel raul rebeca refugio reyna ricardo "
    "rigoberto roberto rocio rodolfo rodrigo rogelio rosa rosalba rosario ruben ruth salvador samuel sandra "
    "santiago sara saul sergio silvia sofia sonia susana teresa ulises valeria vanessa veronica victor victoria "
    "virginia viviana wendy ximena yadira yesenia yolanda zulema"
)
GIVEN = frozenset(_GIVEN.split())
# "María de la Luz" and "José de Jesús" are one given name, though "de la Luz" may be a surname too.
DEVOUT = frozenset({"maria", "ma", "ma.", "m.", "jose", "j."})
DEVOTIONS = GIVEN | {"angeles", "luz", "mar", "milagros", "pilar", "remedios", "socorro", "sol"}


@dataclass(frozen=True)
class Split:
    """`sure` is False when another reading is as good; what could not be found is ""."""

    given_name: str
    paternal_surname: str
    maternal_surname: str
    sure: bool


def split_name(text: str, *, surnames_first: bool = False) -> Split:
    """Two surnames last, as people speak; first when the column says so or a comma follows them."""
    before, comma, after = text.partition(",")
    if comma and before.strip() and after.strip() and "," not in after:
        surnames = _groups(before)
        return Split(" ".join(after.split()), surnames[0], " ".join(surnames[1:]), len(surnames) <= 2)
    groups = _groups(text.replace(",", " "))
    if len(groups) < 2:
        return Split(groups[0] if groups else "", "", "", sure=False)
    if surnames_first:
        return _surnames_first(groups, sure=len(groups) > 2 and not _is_given(groups[0]))
    if len(groups) > 2 and _is_given(groups[-1]) and not _is_given(groups[0]):
        return _surnames_first(groups, sure=False)
    return _surnames_last(groups)


def _surnames_last(groups: list[str]) -> Split:
    if len(groups) == 2:
        return Split(groups[0], groups[1], "", sure=not _is_given(groups[1]))
    given, paternal, maternal = groups[:-2], groups[-2], groups[-1]
    plain = len(groups) == 4 and not any(" " in group for group in groups)
    known = all(_is_given(group) or (_leans(group) and len(given) > 1) for group in given[1:])
    if len(given) == 1 and (_is_given(paternal) or _is_devotion(given[0], paternal)) and not _is_given(maternal):
        return Split(f"{given[0]} {paternal}", maternal, "", sure=False)
    sure = (plain or known) and not _is_given(paternal) and not _is_given(maternal)
    return Split(" ".join(given), paternal, maternal, sure)


def _surnames_first(groups: list[str], *, sure: bool) -> Split:
    if len(groups) == 2:
        return Split(groups[1], groups[0], "", sure)
    return Split(" ".join(groups[2:]), groups[0], groups[1], sure)


def _groups(text: str) -> list[str]:
    """The words, those that lean kept with the next one: ["Juan", "de la Cruz", "Pérez"]."""
    groups: list[str] = []
    leaning: list[str] = []
    for word in text.split():
        if folded(word) in LEANING:
            leaning.append(word)
            continue
        whole = " ".join([*leaning, word])
        if leaning and groups and f"{folded(groups[-1])} {folded(leaning[0])}" in JOINED:
            groups[-1] = f"{groups[-1]} {whole}"
        else:
            groups.append(whole)
        leaning = []
    if leaning:
        groups.append(" ".join(leaning))
    return groups


def _leans(group: str) -> bool:
    return folded(group).partition(" ")[0] in LEANING


def _is_devotion(first: str, group: str) -> bool:
    return folded(first) in DEVOUT and _leans(group) and folded(group).rpartition(" ")[2] in DEVOTIONS


def _is_given(group: str) -> bool:
    return folded(group) in GIVEN
