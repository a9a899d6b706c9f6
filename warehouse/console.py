"""Speak Vietnamese wherever a command is run: what is printed, and what is said about wrong usage."""

import argparse
import io
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn


def speak_vietnamese() -> None:
    """Write standard output and error as UTF-8; a Windows console or pipe would else refuse letters such as ứ."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


class _Help(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class CommandParser(argparse.ArgumentParser):
    """Parse a command line as argparse does; help and refusals are Vietnamese. Wrong usage ends with exit code 2."""

    def __init__(self, **settings: Any) -> None:
        """Take the settings of `argparse.ArgumentParser`."""
        super().__init__(**{"formatter_class": _Help, "add_help": False, **settings})
        self._positionals.title, self._optionals.title = "Tham số", "Tùy chọn"
        self.add_argument("-h", "--help", action="help", help="hiện hướng dẫn này rồi thoát")

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong with it, and leave with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {_in_vietnamese(message)}\n")


_SAID = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"^argument ([^:]+): ", r"\1: "),
        (r"the following arguments are required: (.+)", r"còn thiếu \1."),
        (r"unrecognized arguments: (.+)", r"không hiểu \1."),
        (r"invalid choice: '?(.*?)'? \(choose from (.+)\)", r'không có "\1"; chọn một trong: \2.'),
        (r"invalid int value: '?(.*?)'?$", r'"\1" không phải số nguyên.'),
        (r"invalid \S+ value: '?(.*?)'?$", r'không hiểu "\1".'),
        (r"expected one argument", "cần một giá trị."),
        (r"expected at least one argument", "cần ít nhất một giá trị."),
        (r"expected (\d+) arguments?", r"cần \1 giá trị."),
        (r"ambiguous option: (.+) could match (.+)", r"\1 có thể là \2; ghi rõ hơn."),
        (r"ignored explicit argument '?(.*?)'?$", r'không nhận giá trị "\1".'),
        (r"not allowed with argument (.+)", r"không đi cùng \1."),
        (r"one of the arguments (.+) is required", r"cần một trong: \1."),
    )
)
"""Refusals of argparse (Python 3.11 to 3.14) and what they mean."""


def _in_vietnamese(message: str) -> str:
    for pattern, text in _SAID:
        message = pattern.sub(text, message)
    return message
