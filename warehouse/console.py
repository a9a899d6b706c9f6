"""Print Vietnamese wherever a command is run."""

import io
import sys


def speak_vietnamese() -> None:
    """Write standard output and error as UTF-8; a Windows console or pipe would else refuse letters such as ứ."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
