"""Exit codes and the one clear line: 0 done, 1 could not, 2 the answer is "no"."""

import json
from pathlib import Path

import pytest

from events_app.commands import routes
from events_app.commands.demo import show_demo
from events_app.core.access import Access
from events_app.tests.ops.house import call

PRICE = {"currency": "MXN", "lines": [{"unit_net": "1500.00", "quantity": 3, "tax_rate": "0.08"}]}


def test_compute_prices_what_it_is_given(tmp_path: Path) -> None:
    asked = json.dumps(PRICE)

    done = call("compute", "pricing", data_dir=tmp_path, given=asked)

    assert (done.returncode, done.stderr) == (0, "")
    assert {key: json.loads(done.stdout)[key] for key in ("net", "tax", "total")} == {
        "net": "4500.00",
        "tax": "360.00",
        "total": "4860.00",
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{"currency": NaN}', "currency: NaN is not a number"),
        ('{"lines": [{"unit_net": "1.00", "tax_rate": -Infinity}]}', "lines.0.tax_rate: -Infinity is not a number"),
        (
            f'{{"lines": [{{"quantity": {"9" * 5000}}}]}}',
            "lines.0.quantity: has more digits than a number here may have",
        ),
        (f'{{"lines": [{{"unit_net": 0.{"1" * 5000}}}]}}', "lines.0.unit_net: has more digits than"),
        (r'{"currency": "\ud800"}', "currency: is not text that can be written"),
        (r'{"lines": [{"\udc80": 1}]}', "lines.0: a field's name is not text that can be written"),
        (f'{{"lines": {"[" * 90}{"]" * 90}}}', "lines.0.0.0: is nested too deeply"),
        ('{"currency": "MXN", "currency": "USD"}', "currency: the field is there twice"),
        ("[1]", "must be a JSON object"),
        ("", "Expecting value"),
        ("[" * 200_000, "the input is nested too deeply"),
    ],
)
def test_compute_says_no_to_what_cannot_be(tmp_path: Path, given: str, said: str) -> None:
    done = call("compute", "pricing", data_dir=tmp_path, given=given)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("compute", "alchemy"), 2, "unknown engine 'alchemy'"),
        (("dance",), 1, "invalid choice: 'dance'"),
        (("run", "--port", "99999"), 1, "99999 is not a port"),
        (("run", "--host", "no.such.host.invalid"), 1, "is not an address"),
        (("migrate", "now"), 1, "migrate does not take now"),
    ],
)
def test_a_wrong_word_gets_one_clear_line(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = call(*words, data_dir=tmp_path)

    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_production_start_without_a_secret_names_it(tmp_path: Path) -> None:
    done = call("run", "--port", "0", data_dir=tmp_path, ENV="production", BASE_URL="https://convoca.example")

    assert (done.returncode, done.stdout) == (1, "")
    assert "SECRET_KEY" in done.stderr


def test_the_demonstration_names_a_poster_and_somebody_to_register(capsys: pytest.CaptureFixture[str]) -> None:
    employee = {"company": "arneses", "employee_number": "04821", "surname": "Yáñez"}
    account = {"role": "office", "email": "office1@convoca.example", "password": "nopal", "scope": ""}
    built = {"paths": {"poster": "/eventos/carrera?empresa=arneses"}, "employee": employee, "accounts": [account]}
    built["families"] = [{"stage": "award_paid", "path": "/carta/ILQWNZ7IUMPF657SKMLZIKWF5A"}]

    show_demo(built, "http://localhost:18300")

    said = capsys.readouterr().out
    assert "http://localhost:18300/eventos/carrera?empresa=arneses" in said
    assert "employee 04821, first surname Yáñez" in said
    assert "Scholarship, award paid: http://localhost:18300/carta/ILQWNZ7IUMPF657SKMLZIKWF5A" in said
    assert "office  office1@convoca.example  nopal" in said


def test_demonstration_data_is_refused_in_production(tmp_path: Path) -> None:
    secrets = {
        "SECRET_KEY": "k" * 40,
        "SMTP_URL": "smtp://localhost",
        "STRIPE_SECRET_KEY": "sk",
        "STRIPE_WEBHOOK_SECRET": "w",
    }

    done = call("demo", data_dir=tmp_path, ENV="production", BASE_URL="https://convoca.example", **secrets)

    assert (done.returncode, done.stdout) == (1, "")
    assert "refused when ENV=production" in done.stderr


def test_a_database_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = call("migrate", data_dir=tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_the_roles_of_a_route_come_from_its_policy() -> None:
    assert routes.admitted(Access.FINANCE) == ["admin", "office", "finance"]
    assert routes.admitted(Access.ADMIN) == ["admin"]
