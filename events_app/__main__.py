"""The front door, `python3 -m events_app`: says so when Python is too old, else hands over to the bootstrap."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 – whoever has an older one should read a sentence, not a traceback
    sys.exit(f"Convoca needs Python 3.11 or newer and this is {sys.version.split()[0]}: run it with a newer python3.")

from events_app.bootstrap import main

if __name__ == "__main__":
    main(sys.argv[1:])
