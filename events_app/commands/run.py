"""`run`: the whole house with one command: database, migrations, web, worker, and Stripe's twin without a key."""

import argparse
import asyncio
import json
import os
import secrets
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing, suppress
from ipaddress import ip_address
from typing import Any

from events_app.commands import CommandFailed
from events_app.commands.family import Child, Family
from events_app.commands.house import database
from events_app.commands.newcomer import refuse_in_production, show_demo
from events_app.core import versions
from events_app.core.settings import Settings, configure, load_settings, settings

TWIN = "events_app.payments.stripe_twin"
CLI = "events_app.cli"
START_SECONDS = 60.0


def main(options: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    with closing(_listen(options.host, options.port)) as listener:
        environment = _environment(listener.getsockname()[1])
        chosen = configure(load_settings(environment))
        if options.demo:
            refuse_in_production(chosen)
        with database() as url:
            _serve(options, chosen, environment | {"DATABASE_URL": url}, listener=listener, stop=stop)
    print("Convoca stopped.", flush=True)
    return 0


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CommandFailed(f"--host {host} is not an address of this machine") from error
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CommandFailed(f"cannot listen on {host} port {port} ({error.strerror}); choose another --port") from error
    listener.listen(2048)
    return listener


def _local(listener: socket.socket) -> str:
    """How a process of this machine reaches us, whichever address we listen on."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "127.0.0.1" if listener.family == socket.AF_INET else "::1"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _environment(port: int) -> dict[str, str]:
    given = dict(os.environ)
    given.setdefault("BASE_URL", f"http://localhost:{port}")
    return given


def _serve(
    options: argparse.Namespace,
    chosen: Settings,
    environment: dict[str, str],
    *,
    listener: socket.socket,
    stop: threading.Event,
) -> None:
    family = Family(stop)
    try:
        if asyncio.run(versions.pending(environment["DATABASE_URL"])):
            family.call(CLI, "migrate", environment=environment)
        demo = _demo(family, environment) if options.demo and not stop.is_set() else None
        if not stop.is_set():
            _start(family, options, chosen, environment, listener=listener)
        if not stop.is_set():
            _announce(chosen, demo)
            family.watch()
    finally:
        family.end()


def _demo(family: Family, environment: Mapping[str, str]) -> dict[str, Any]:
    built: dict[str, Any] = json.loads(family.call(CLI, "demo", "--json", environment=environment))
    return built


def _start(
    family: Family,
    options: argparse.Namespace,
    chosen: Settings,
    environment: dict[str, str],
    *,
    listener: socket.socket,
) -> None:
    """The web comes up first and has the machine to itself until it answers: so the first page is there sooner."""
    twin = _twin_port() if not chosen.stripe_secret_key and not chosen.production else None
    if twin is not None:
        environment |= _twin_environment(twin)
    descriptor = listener.fileno()
    for number in range(options.workers):
        name = "web" if options.workers == 1 else f"web {number + 1}"
        family.add(Child(name, "events_app.commands.web", (str(descriptor),), environment, (descriptor,)))
    _wait_for_web(_local(listener), family.stop)
    if family.stop.is_set():
        return
    family.add(Child("worker", CLI, ("work",), environment))
    if twin is not None:
        family.add(Child("Stripe twin", TWIN, _twin_arguments(twin, _local(listener), environment), environment))


def _twin_port() -> int:
    """A free port below those that the system lends to outgoing connections, which could take it away."""
    for port in range(21_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise CommandFailed("no free port for the Stripe twin; set STRIPE_SECRET_KEY and STRIPE_API_BASE")


def _twin_environment(port: int) -> dict[str, str]:
    return {
        "STRIPE_SECRET_KEY": "sk_test_twin",
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
    }


def _twin_arguments(twin: int, web: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    webhook = f"http://{web}/webhooks/stripe"
    remembered = str(settings().data_dir / "stripe_twin.json")
    secret = environment["STRIPE_WEBHOOK_SECRET"]
    return ("--port", str(twin), "--webhook-url", webhook, "--secret", secret, "--state", remembered)


def _wait_for_web(local: str, stop: threading.Event) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(local):
        if stop.wait(0.05):
            return
        if time.monotonic() > deadline:
            raise CommandFailed("the web process did not answer; its last words are above")


def _announce(chosen: Settings, demo: dict[str, Any] | None) -> None:
    if demo is not None:
        show_demo(demo, chosen.base_url)
    print(f"Convoca: {chosen.base_url}  (Ctrl-C stops it)", flush=True)
    if chosen.production:
        return
    if not chosen.smtp_url:
        print("Mail is kept in the office's outbox: no SMTP_URL is set.", flush=True)


def _answers(local: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{local}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit("use python3 -m events_app run")
