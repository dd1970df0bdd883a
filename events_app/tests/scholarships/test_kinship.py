"""Whether a declared relative may be the family of an application: too careful rather than too late."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholarships.engine.kinship import Relative, may_be, words

NAMES = st.lists(
    st.sampled_from(["María", "José", "Núñez", "López", "Peñúñuri", "Sáenz", "Guadalupe", "Ortiz"]),
    min_size=2, max_size=5, unique=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "found", "same"),
    [
        ("Juana Pérez", "JUANA MARÍA PEREZ LÓPEZ", True),
        ("María de los Ángeles Núñez", "Maria Angeles Nunez", True),
        ("Guadalupe López Ruiz", "Guadalupe López Soto", False),
        ("Juana Pérez", "Juana López", False),
        ("Pérez", "Juana Pérez López", False),
        ("Ana de la O", "Ana López de la Rosa", False),
    ],
)
def test_a_name_is_the_same_when_the_shorter_is_whole_in_the_longer(declared: str, found: str, same: bool) -> None:
    assert may_be(Relative(declared), found) is same
    assert may_be(Relative(found), declared) is same


def test_in_the_relatives_own_company_half_a_name_is_enough() -> None:
    lupita = Relative("Lupita López", company="7")

    assert may_be(lupita, "Guadalupe López Soto", company="7")
    assert not may_be(lupita, "Guadalupe López Soto", company="8")
    assert not may_be(lupita, "Guadalupe López Soto", company=None)
    assert not may_be(lupita, "Guadalupe Soto", company="7")


@settings(max_examples=60)
@given(NAMES, st.integers(0, 3))
def test_leaving_out_a_name_but_two_changes_nothing(name: list[str], left_out: int) -> None:
    shorter = name[left_out:] if len(name) - left_out >= 2 else name

    assert may_be(Relative(" ".join(shorter)), " ".join(name).upper())
    assert words(" ".join(name)) == words(" de la ".join(reversed(name)))
