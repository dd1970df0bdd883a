"""One web process on a socket that `run` opened, so that several processes share one port."""

import socket
import sys

import uvicorn

from events_app.app import create_app
from events_app.core import collector, logs
from events_app.core.settings import settings

LAST_WORDS = 3  # seconds that live pages get before they are cut when we stop


class Server(uvicorn.Server):
    """Settles once everything stands, just before the first request."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        collector.settle()


def main(descriptor: int) -> None:
    logs.configure()
    url = settings().database_url
    if not url:
        raise SystemExit("convoca: a web process needs DATABASE_URL; `run` gives it one.")
    configuration = uvicorn.Config(
        create_app(url),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=LAST_WORDS,
        timeout_keep_alive=20,
        h11_max_incomplete_event_size=32 * 1024,
        server_header=False,
    )
    Server(configuration).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
