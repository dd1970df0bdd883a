"""The small pure rules: where a sign-in may lead, what a device is called, who may give which role."""

import pytest

from events_app.accounts import attempts
from events_app.accounts.engine.devices import Device, device
from events_app.accounts.engine.next_path import safe_next
from events_app.accounts.permissions import ROLE_SCOPES, ROLE_TITLES, can_give, roles_to_give
from events_app.core.access import Actor, Grant, Role


@pytest.mark.parametrize(
    "wished",
    [
        "https://malo.example/",
        "//malo.example/",
        "///malo.example/",
        "/\\malo.example",
        "/\t/malo.example",
        "/ok\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "eventos",
        "",
        None,
        "/" + "a" * 501,
        "/entrar?next=/entrar",
        "http:///malo.example",
        "/\x00",
    ],
)
def test_a_sign_in_never_leads_out_of_the_house(wished: str | None) -> None:
    assert safe_next(wished, "/cuenta") == "/cuenta"


@pytest.mark.parametrize("wished", ["/", "/oficina/usuarios?q=ñandú&page=2", "/eventos/foro#agenda", "/a//b"])
def test_a_page_of_the_house_is_kept_as_it_is(wished: str) -> None:
    assert safe_next(wished, "/cuenta") == wished


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; SM-A155M) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            Device("Chrome", "Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            Device("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            Device("Edge", "Windows"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", Device("Firefox", "Linux")),
        ("curl/8.5", Device("", "")),
        ("", Device("", "")),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(user_agent: str, expected: Device) -> None:
    assert device(user_agent) == expected


def test_only_administrators_give_administration_and_finance() -> None:
    admin, office, finance = (
        Actor(user_id=1, grants=(Grant(role),)) for role in (Role.ADMIN, Role.OFFICE, Role.FINANCE)
    )

    given = {role: (can_give(admin, role), can_give(office, role), can_give(finance, role)) for role in Role}

    rest = dict.fromkeys(Role, (True, True, False))
    assert given == rest | {Role.ADMIN: (True, False, False), Role.FINANCE: (True, False, False)}
    assert roles_to_give(finance) == ()


def test_all_nine_roles_have_a_name_and_say_what_they_may_be_limited_to() -> None:
    assert len(Role) == 9
    assert set(ROLE_TITLES) == set(Role) == set(ROLE_SCOPES)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_one_customer_of_ipv6_is_one_network(host: str, network: str) -> None:
    assert attempts.network_of(host) == network
