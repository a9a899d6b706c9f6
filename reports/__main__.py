"""Command line: word, excel, slides, html, minutes and the template (python -m reports --help)."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import warehouse
from metrics.measures import Compare
from metrics.plan import UnknownPlanError
from metrics.timeliness import ON_TIME_RATE
from reports import making, pdf, template
from reports.content import Order
from warehouse.period import CALENDARS, CIVIL, Period, UnknownPeriodError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 refused (why on stderr), 2 wrong usage."""
    warehouse.speak_vietnamese()
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UnknownPeriodError, UnknownPlanError, template.TemplateError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Không mở hoặc ghi được {error.filename or 'tệp'}. Xem lại đường dẫn và quyền.", file=sys.stderr)
        return 1
    except (warehouse.WarehouseError, pdf.PdfError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = warehouse.CommandParser(prog="python -m reports", description="Lập báo cáo từ bản số liệu đã công bố.")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    for kind, declared in making.KINDS.items():
        command = commands.add_parser(kind, help=f"{declared.label} của một kỳ")
        command.add_argument("--period", required=True, help="2023-Q1, 2023-H1, 2023-9M, 2023, 2023-04 …")
        command.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="tệp sẽ viết")
        command.add_argument("--calendar", choices=CALENDARS, default=CIVIL, help="lịch báo cáo")
        command.add_argument(
            "--variant", choices=[variant.key for variant in ON_TIME_RATE.variants], default="A",
            help="cách tính tỷ lệ đúng hạn",
        )  # fmt: skip
        command.add_argument(
            "--compare", choices=[Compare.DATE.value, Compare.DATETIME.value], help="so theo ngày hay theo giờ"
        )
        command.add_argument("--snapshot", help="lập lại từ bản số liệu này (mặc định: bản đang dùng)")
        command.add_argument("--by", help="người lập, ghi vào sổ báo cáo")
        if kind == "word":
            command.add_argument("--template", type=Path, help="mẫu .docx của cơ quan")
        if declared.suffix == "docx":
            command.add_argument("--pdf", action="store_true", help="tạo thêm tệp PDF cùng tên (cần LibreOffice)")
        command.add_argument("--warehouse", help="thư mục kho số liệu (mặc định data/warehouse hoặc WAREHOUSE_DIR)")
        command.add_argument("--format", choices=["text", "json"], default="text")
        command.set_defaults(run=_make, kind=kind, template=None, pdf=False)
    command = commands.add_parser("template", help="viết ra mẫu báo cáo Word để sửa lời văn")
    command.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="tệp .docx sẽ viết")
    command.set_defaults(run=_template)
    return parser


def _make(options: argparse.Namespace) -> int:
    directory = warehouse.directory(options.warehouse)
    order = Order(
        snapshot=making.snapshot(directory, options.snapshot),
        period=Period.parse(options.period, options.calendar),
        variant=options.variant,
        compare=Compare(options.compare) if options.compare else Compare.SOURCE,
    )
    made = making.make(options.kind, order, frame=options.template)
    options.output.write_bytes(made.content)
    making.register(made, by=options.by or getpass.getuser(), file=options.output.name)
    written = [str(options.output)]
    refused: pdf.PdfError | None = None
    if options.pdf:
        try:
            options.output.with_suffix(".pdf").write_bytes(pdf.of_word(made.content))
            written.append(str(options.output.with_suffix(".pdf")))
        except pdf.PdfError as error:
            refused = error
    _show(options, made, written)
    if refused:
        print(refused, file=sys.stderr)
    return 1 if refused else 0


def _show(options: argparse.Namespace, made: making.Made, written: list[str]) -> None:
    said: dict[str, Any] = {
        "report": made.kind, "files": written, "period": made.order.period.token, "sha256": made.sha256,
        "snapshot": made.order.snapshot.path.name,
    }  # fmt: skip
    if options.format == "json":
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(f"Đã viết {' và '.join(written)} từ bản số liệu {said['snapshot']} (sha256 {made.sha256[:8]}).")


def _template(options: argparse.Namespace) -> int:
    options.output.write_bytes(template.as_bytes(template.built_in()))
    print(f"Đã viết mẫu vào {options.output}. Sửa lời văn, giữ các ô trong dấu ngoặc kép {{{{ }}}}; rồi đặt vào")
    print(f"{template.PLACE} hoặc nêu bằng --template. data/templates/README.md nói mỗi ô là gì.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
