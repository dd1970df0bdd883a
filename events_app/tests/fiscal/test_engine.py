"""The rules of CFDI 4.0: who may name which use, how names are written, what the stamping will accept as tax."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.fiscal.engine import catalogues, constancia, receiver, tax, terms
from events_app.fiscal.engine.document import Concept, Keys, bases, concepts_of, returned
from events_app.fiscal.engine.matching import Stamped, Wanted, match
from events_app.fiscal.engine.products import keys_for
from events_app.fiscal.engine.receiver import Receiver, fiscal_name, mistakes

IVA8, IVA16 = Decimal("0.08"), Decimal("0.16")


# c_UsoCFDI of the SAT's catalogue of 26 April 2024 (columns "persona física", "persona moral", "régimen receptor").
@pytest.mark.parametrize(
    ("use", "regime", "rfc", "fits"),
    [
        ("G03", "601", "EKU9003173C9", True),
        ("G03", "605", "CACX7605101P8", False),
        ("G03", "616", "CACX7605101P8", False),
        ("G02", "616", "CACX7605101P8", True),
        ("D10", "605", "CACX7605101P8", True),
        ("D10", "601", "EKU9003173C9", False),
        ("S01", "610", "EKU9003173C9", True),
        ("CP01", "626", "CACX7605101P8", True),
        ("P01", "601", "EKU9003173C9", False),
    ],
)
def test_a_use_goes_with_the_regimes_of_the_catalogue(use: str, regime: str, rfc: str, fits: bool) -> None:
    assert catalogues.use_fits(use, regime, rfc) is fits


# Regimes by kind of person: c_RegimenFiscal; the RFC are taxpayers of the SAT's own stamping tests.
@pytest.mark.parametrize(
    ("regime", "company", "person"),
    [("601", True, False), ("603", True, False), ("605", False, True), ("612", False, True), ("622", True, False),
     ("626", True, True), ("610", True, True), ("609", False, False)],
)  # fmt: skip
def test_a_regime_is_for_companies_for_people_or_for_both(regime: str, company: bool, person: bool) -> None:
    found = catalogues.regime_fits(regime, "EKU9003173C9"), catalogues.regime_fits(regime, "CACX7605101P8")

    assert found == (company, person)


@pytest.mark.parametrize(
    ("typed", "rfc", "written"),
    [
        ("Escuela Kemper Urgate S.A. de C.V.", "EKU9003173C9", "ESCUELA KEMPER URGATE"),
        ("Arneses del Desierto, S. de R.L. de C.V.", "ADE990101AB1", "ARNESES DEL DESIERTO"),
        ("Ñandú  Componentes S DE RL DE CV", "NCO990101AB1", "ÑANDÚ COMPONENTES"),
        ("Médica Sonora SAPI de CV", "MSO990101AB1", "MÉDICA SONORA"),
        ("Asociación de Maquiladoras de Sonora, A.C.", "AMS990101AB1", "ASOCIACIÓN DE MAQUILADORAS DE SONORA"),
        ("Casa Nueva", "CNU990101AB1", "CASA NUEVA"),
        ("Sa de Cv", "SCV990101AB1", "SA DE CV"),
        ("Juan Pérez S C", "PEJU900101AB1", "JUAN PÉREZ S C"),
    ],
)
def test_a_name_goes_in_capitals_and_without_the_kind_of_company(typed: str, rfc: str, written: str) -> None:
    assert fiscal_name(typed, rfc=rfc) == written


def test_what_would_fail_at_the_stamping_is_said_beside_its_field() -> None:
    good = Receiver("EKU9003173C9", "ESCUELA KEMPER URGATE", "42501", "601", "G03")
    wrong = Receiver("EKU9003173C", "", "00012", "601", "G03")

    told = [mistakes(good), mistakes(wrong), mistakes(Receiver("XAXX010101000", "X", "84000", "616", "S01"))]
    person = mistakes(Receiver("CACX7605101P8", "XOCHILT CASAS CHAVEZ", "36257", "601", "G03"))
    use = mistakes(Receiver("CACX7605101P8", "XOCHILT CASAS CHAVEZ", "36257", "605", "G03"))

    assert told == [{}, {"rfc": "form", "postal_code": "form", "legal_name": "missing"}, {"rfc": "generic"}]
    assert (person, use) == ({"regime": "not_for_natural"}, {"cfdi_use": "not_for_regime"})
    assert mistakes(receiver.foreigner("Acme Inc", tax_residence="USA", tax_id="12-3456789")) == {}


# The address as the SAT prints it on every Constancia; RFC and idCIF of a published example of a large company.
@pytest.mark.parametrize(
    ("text", "rfc"),
    [
        ("https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf?D1=10&D2=1&D3=15050546420_TEM000809TE2",
         "TEM000809TE2"),
        ("D3=15050546420_TEM000809TE2", "TEM000809TE2"),
        ("15050546420_tem000809te2", "TEM000809TE2"),
        ("https://siat.sat.gob.mx.evil.example/app?D3=15050546420_TEM000809TE2", None),
        ("https://evil.example/?D3=15050546420_TEM000809TE2", None),
        ("https://siat.sat.gob.mx/app/qr?D1=1&D2=1&D3=22NA1234567_TEM000809TE2_01-01-2022_P", None),
        ("https://[", None),
        ("hola", None),
    ],
)  # fmt: skip
def test_the_qr_of_a_constancia_names_its_rfc_and_other_links_name_nobody(text: str, rfc: str | None) -> None:
    card = constancia.card_in(text)

    assert (card.rfc if card else None) == rfc


def test_the_written_part_of_a_constancia_fills_in_name_postal_code_and_regime() -> None:
    text = (
        "Datos de Identificación del Contribuyente:\nRFC: ADE990101AB1\n"
        "Denominación/Razón Social: ARNESES DEL DESIERTO\nRégimen Capital: SOCIEDAD ANONIMA DE CAPITAL VARIABLE\n"
        "Código Postal:84094   Tipo de Vialidad: CALLE\nRegímenes:\nRégimen Fecha Inicio Fecha Fin\n"
        "Régimen General de Ley Personas Morales 01/01/2002\nObligaciones:\n"
    )
    person = "Nombre (s): ANA SOFIA\nPrimer Apellido: NUÑEZ\nSegundo Apellido: \nFecha inicio: 01/01/2020\n"

    assert constancia.data_in(text) == {
        "legal_name": "ARNESES DEL DESIERTO", "postal_code": "84094", "regime": "601",
    }  # fmt: skip
    assert constancia.data_in(person) == {"legal_name": "ANA SOFIA NUÑEZ"}


# The limits are those of the validation matrix of CFDI 4.0 (Traslado, Importe), worked out by hand.
@pytest.mark.parametrize(
    ("base", "rate", "expected"),
    [
        (100_000, IVA8, (7_999, 8_001)),
        (9_999, IVA8, (799, 800)),
        (399_960, IVA8, (31_996, 31_997)),
        (100, IVA16, (15, 17)),
    ],
)
def test_tax_may_differ_from_its_rate_by_the_last_decimal_of_its_base(
    base: int, rate: Decimal, expected: tuple[int, int]
) -> None:
    assert tax.limits(base, rate) == expected


def test_forty_seats_whose_rounding_would_not_pass_as_one_line_become_several() -> None:
    lines = concepts_of(
        Keys("80141902"), identification="P-1", description="Foro", quantity=40, unit_net=9_999, unit_tax=800, rate=IVA8
    )
    whole = concepts_of(
        Keys("80141902"),
        identification="P-1",
        description="Foro",
        quantity=40,
        unit_net=10_000,
        unit_tax=800,
        rate=IVA8,
    )

    assert len(whole) == 1
    assert len(lines) > 1
    assert (sum(each.quantity for each in lines), sum(each.tax for each in lines)) == (40, 32_000)
    assert all(tax.fits(each.net, each.tax, IVA8) for each in lines)


@settings(max_examples=100)
@given(st.integers(1, 500), st.integers(1, 500_000), st.sampled_from([IVA8, IVA16, Decimal(0)]))
def test_the_portions_of_a_line_add_up_and_each_passes(quantity: int, unit_net: int, rate: Decimal) -> None:
    unit_tax = int(unit_net * rate + Decimal("0.5"))

    portions = tax.portions(quantity, unit_net=unit_net, unit_tax=unit_tax, rate=rate)

    assert sum(portions) == quantity
    assert all(tax.fits(unit_net * each, unit_tax * each, rate) for each in portions)


@settings(max_examples=100)
@given(st.integers(1, 10_000_000), st.sampled_from([IVA8, IVA16, Decimal(0)]))
def test_any_amount_splits_into_a_base_and_a_tax_that_passes(total: int, rate: Decimal) -> None:
    base, taxed = tax.split_total(total, rate)

    assert base + taxed == total
    assert tax.fits(base, taxed, rate)


def lines() -> tuple[Concept, ...]:
    """1,000.00 at 8 %, 500.00 exempt, 200.00 that is not subject to tax."""
    return (
        Concept(Keys("80141902"), "P-1", "Foro", 1, 100_000, 100_000, IVA8, 8_000),
        Concept(Keys("80141902", factor="Exento"), "P-1", "Cupo de becas", 1, 50_000, 50_000, Decimal(0), 0),
        Concept(Keys("80141902", object_of_tax="01", factor=""), "P-1", "Depósito", 1, 20_000, 20_000, Decimal(0), 0),
    )


@settings(max_examples=60)
@given(st.integers(1, 177_999))
def test_a_partial_credit_note_takes_back_exactly_its_amount(amount: int) -> None:
    back = returned(lines(), amount, 0, folio="P-1")

    assert sum(each.net + each.tax for each in back) == amount
    assert all(tax.fits(each.net, each.tax, each.rate) for each in back)


def test_a_whole_refund_takes_back_the_very_lines_that_were_sold() -> None:
    assert returned(lines(), 170_000, 8_000, folio="P-1") == lines()


@settings(max_examples=60)
@given(st.integers(1, 178_000))
def test_an_instalment_covers_exactly_what_was_paid(paid: int) -> None:
    covered = bases(lines(), paid)

    assert sum(base + taxed for _keys, _rate, base, taxed in covered) == paid


# c_FormaPago and c_MetodoPago; the largest means counts when there are several (filling guide, FormaPago).
@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ([("card", "", 1_000)], ("PUE", "04")),
        ([("card", "credit", 1_000)], ("PUE", "04")),
        ([("card", "debit", 1_000)], ("PUE", "28")),
        ([("card", "prepaid", 500), ("card", "debit", 100), ("card", "credit", 400)], ("PUE", "28")),
        ([("oxxo", "", 1_000)], ("PUE", "01")),
        ([("spei", "", 940), ("cash", "", 60)], ("PUE", "03")),
        ([("transfer", "", 400), ("spei", "", 200), ("cheque", "", 500)], ("PUE", "03")),
        ([("credit", "", 1_000)], ("PUE", "17")),
        ([("spei", "", 940)], ("PPD", "99")),
        ([], ("PPD", "99")),
    ],
)  # fmt: skip
def test_a_sale_is_paid_at_once_or_later_and_by_its_largest_means(
    payments: list[tuple[str, str, int]], expected: tuple[str, str]
) -> None:
    found = terms.terms(1_000, [(terms.form_of(method, funding), amount) for method, funding, amount in payments])

    assert (found.method, found.form) == expected


def test_a_product_is_invoiced_under_the_narrowest_key_that_the_office_chose() -> None:
    chosen = {("team", ""): Keys("90141600"), ("team", "EXENTO"): Keys("94101500", "E48", "02", "Exento")}

    found = [keys_for("team", "IVA8", chosen), keys_for("team", "EXENTO", chosen), keys_for("group", "IVA16", chosen)]
    usual = [keys_for("registration", code, {}) for code in ("NO_OBJETO", "EXENTO")]

    assert [each.product_key for each in found] == ["90141600", "94101500", "80141902"]
    assert [(each.object_of_tax, each.factor) for each in usual] == [("01", ""), ("02", "Exento")]


WANTED = [
    Wanted(1, "I", "EKU9003173C9", 108_000, "MXN", "F-0001", "P-0011"),
    Wanted(2, "I", "EKU9003173C9", 108_000, "MXN", "F-0002", "P-0012"),
    Wanted(3, "E", "EKU9003173C9", 50_000, "MXN", "NC-0003", "P-0011", related="A"),
    Wanted(4, "I", "CACX7605101P8", 108_000, "MXN", "F-0004", "P-0014"),
]


@pytest.mark.parametrize(
    ("words", "total", "letter", "related", "expected"),
    [
        ("F-2", 108_000, "I", "", (2, (2,), "exact")),
        ("A-900 | P-0011", 108_000, "I", "", (1, (1,), "exact")),
        ("F 0001", 108_000, "I", "", (1, (1,), "exact")),
        ("sin folio", 108_000, "I", "", (None, (1, 2), "no_reference")),
        ("F-0004", 108_000, "I", "", (None, (4,), "differs")),
        ("F-0001", 107_999, "I", "", (None, (1,), "differs")),
        ("P-0011 P-0012", 108_000, "I", "", (None, (1, 2), "several")),
        ("P-0011 P-0012 F-0002", 108_000, "I", "", (2, (2,), "exact")),
        ("nada", 50_000, "E", "A", (3, (3,), "exact")),
        ("nada", 50_000, "E", "B", (None, (3,), "no_reference")),
        ("F-0099", 1, "I", "", (None, (), "nobody")),
    ],
)  # fmt: skip
def test_a_stamped_xml_is_matched_by_rfc_total_and_reference_or_left_to_a_person(
    words: str, total: int, letter: str, related: str, expected: tuple[int | None, tuple[int, ...], str]
) -> None:
    stamped = Stamped(letter, "EKU9003173C9", total, "MXN", words, frozenset({related} - {""}))

    found = match(stamped, WANTED)

    assert (found.id, found.candidates, found.because) == expected
