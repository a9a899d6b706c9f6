"""Wrong usage and help are said in Vietnamese, on standard error, with exit code 2."""

import re

import pytest

from warehouse import CommandParser

ENGLISH = re.compile(
    r"\b(usage|error|options|argument|arguments|required|invalid|choice|choose|expected|unrecognized|value|show|exit)\b"
)


def parser() -> CommandParser:
    parser = CommandParser(prog="python -m thử")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    command = commands.add_parser("nạp", help="nạp tệp")
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--kind", choices=["dossiers", "survey"])
    command.add_argument("--year", type=int)
    command.add_argument("--two", nargs=2)
    command.add_argument("--unit")
    command.add_argument("--until")
    which = command.add_mutually_exclusive_group()
    which.add_argument("--once", action="store_true")
    which.add_argument("--ever", action="store_true")
    return parser


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "python -m thử: còn thiếu LỆNH."),
        ("bỏ", "LỆNH: không có \"bỏ\"; chọn một trong: 'nạp'."),
        ("nạp", "còn thiếu FILE."),
        ("nạp a --kind x", "--kind: không có \"x\"; chọn một trong: 'dossiers', 'survey'."),
        ("nạp a --year x", '--year: "x" không phải số nguyên.'),
        ("nạp a --year", "--year: cần một giá trị."),
        ("nạp a --two 1", "--two: cần 2 giá trị."),
        ("nạp a --un", "--un có thể là --unit, --until; ghi rõ hơn."),
        ("nạp a --lạ", "không hiểu --lạ."),
        ("nạp a --once=1", '--once: không nhận giá trị "1".'),
        ("nạp a --once --ever", "--ever: không đi cùng --once."),
    ],
)
def test_what_is_wrong_with_a_command_line_is_said_in_vietnamese(capsys, line, said):
    with pytest.raises(SystemExit) as left:
        parser().parse_args(line.split())

    printed = capsys.readouterr()
    usage, told = printed.err.rstrip("\n").rsplit("\n", 1)
    assert left.value.code == 2
    assert printed.out == ""
    assert usage.startswith("Cách dùng: python -m thử")
    assert told.endswith(said)
    assert not ENGLISH.search(printed.err)


def test_help_is_vietnamese_down_to_its_headings(capsys):
    for line in ("--help", "nạp -h"):
        with pytest.raises(SystemExit) as left:
            parser().parse_args(line.split())
        printed = capsys.readouterr().out
        assert left.value.code == 0
        assert [heading in printed for heading in ("Cách dùng: ", "Tham số:", "Tùy chọn:")] == [True] * 3
        assert "hiện hướng dẫn này rồi thoát" in printed
        assert not ENGLISH.search(printed)
