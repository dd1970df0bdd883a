"""Logs: one JSON object a line, and nobody in it."""

import io
import json
import logging

import pytest

from events_app.core import logs


def written(message: str, **extra: object) -> dict[str, object]:
    record = logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "convoca", **extra})
    return dict(json.loads(logs.JsonLines().format(record)))


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("/T/ABCDEFGHIJKLMNOPQRSTUVWXYZ", "/T/*"),
        ("/T/ABCDEFGHIJKLMNOPQRSTUVWXYZ.png", "/T/*"),
        ("/pagar/kX9_-abc/oxxo", "/pagar/*"),
        ("/entrar/enlace/abcdefghijklmnopqrstuvwxyz", "/entrar/*"),
        ("/entrar/abc?next=/oficina", "/entrar/*"),
        ("/eventos?q=mu%C3%B1oz", "/eventos"),
        ("/nuevo/q8JkX9_-abcdeFGHij12", "/nuevo/*"),
        ("/eventos/foro-de-comercio-exterior-2026", "/eventos/*"),
        ("/eventos/foro-de-talento", "/eventos/foro-de-talento"),
        ("/api/v1/gates/7/scans", "/api/v1/gates/7/scans"),
    ],
)
def test_a_path_is_written_without_what_opens_a_door(path: str, safe: str) -> None:
    assert logs.safe_path(path) == safe


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("to ana.muñoz+x@plant.com.mx now", "to <email> now"),
        ("call +52 631 314 0000 or 6311234567.", "call <phone> or <phone>."),
        ("Authorization: Bearer abc.def", "Authorization: Bearer *"),
        ("GET https://convoca.mx/T/ABC?x=1 failed", "GET https://convoca.mx/T/* failed"),
        ("key sk_test_51Habc", "key *"),
        ("took 120 ms for order 412 at 2026-11-20", "took 120 ms for order 412 at 2026-11-20"),
    ],
)
def test_a_message_is_written_without_a_person(text: str, masked: str) -> None:
    assert logs.mask(text) == masked


def test_a_line_carries_its_request_and_masks_its_extras() -> None:
    logs.new_request_id("abcdef0123456789")

    line = written("hello %s", args=("ana@plant.example",), detail={"to": ["eva@plant.example"], "n": 3})

    assert {key: line[key] for key in ("level", "what", "request", "detail")} == {
        "level": "info",
        "what": "hello <email>",
        "request": "abcdef0123456789",
        "detail": {"to": ["<email>"], "n": 3},
    }


def test_a_strange_request_id_is_replaced() -> None:
    assert logs.new_request_id("evil\nline") != "evil\nline"
    assert len(logs.new_request_id("x")) == 16


def test_a_trace_is_masked_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    log = logging.Logger("test")
    log.addHandler(handler)

    try:
        raise LookupError("ana@plant.example")
    except LookupError:
        log.exception("broke")

    assert "<email>" in stream.getvalue()
    assert "ana@" not in stream.getvalue()
