"""One file for each command; `main(options)` gives the exit code."""


class CommandFailed(Exception):
    """The command could not do its work; the message is the one line that the person reads."""
