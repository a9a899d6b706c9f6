"""Command line: load, watch, loads, withdraw, kinds, template, plan and verify (python -m loaders --help)."""

import argparse
import getpass
import io
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import warehouse
from loaders import watch
from loaders.grid import UnreadableFileError
from loaders.intake import Options, UnknownLoadError, list_loads, publish, read_export, withdraw
from loaders.kinds import EXPORTS
from loaders.mapping import MappingError, read_mapping
from loaders.units import is_unit_code
from warehouse import plan_files
from warehouse.period import Period, UnknownPeriodError

PLAN = "plan"
"""Kind of the workbook that is no export but a plan to fill in."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 something was refused (why on stderr), 2 wrong usage."""
    warehouse.speak_vietnamese()
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (MappingError, UnknownPeriodError, plan_files.PlanFilesError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Không mở hoặc ghi được {error.filename or 'tệp'}. Xem lại đường dẫn và quyền.", file=sys.stderr)
        return 1
    except (warehouse.WarehouseError, UnknownLoadError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = warehouse.CommandParser(prog="python -m loaders", description="Nạp tệp xuất từ phần mềm một cửa.")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    command = commands.add_parser("load", help="đọc và công bố một hay nhiều tệp")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="tệp, hoặc thư mục chứa tệp")
    command.add_argument("--kind", choices=list(EXPORTS), help="loại tệp (mặc định: tự nhận)")
    command.add_argument("--mapping", type=Path, help="tệp YAML khai cách đọc một mẫu lạ; lần sau tự nhớ")
    command.add_argument("--unit", help="mã đơn vị của cả tệp, khi tệp không có cột đơn vị")
    command.add_argument(
        "--period", help="kỳ của tệp: 2023, 2023-Q1, 2023-H1, 2023-9M, 2023-04, 2023-01-01..2023-03-31"
    )
    command.add_argument("--export-date", type=_day, help="ngày xuất tệp (YYYY-MM-DD hoặc DD/MM/YYYY)")
    command.add_argument("--by", default=None, help="người nạp")
    command.add_argument("--reason", help="lý do vẫn ghi nhận tệp có tổng in khác tổng cộng được; lưu cùng lần nạp")
    command.add_argument("--dry-run", action="store_true", help="đọc và báo cáo, không ghi gì")
    command.add_argument("--sample", action="store_true", help="số liệu minh họa: thôi tính khi có số liệu thật")
    _common(command, _load)

    command = commands.add_parser("watch", help="theo dõi một thư mục: nạp tệp mới, chuyển vào done/ hoặc refused/")
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("--once", action="store_true", help="nạp các tệp đang có rồi dừng")
    command.add_argument("--by", default=None, help="người nạp")
    _common(command, _watch)

    command = commands.add_parser("loads", help="các lần nạp")
    _common(command, _loads)

    command = commands.add_parser("withdraw", help="thu hồi một lần nạp")
    command.add_argument("load_id", metavar="LOAD")
    command.add_argument("--reason", required=True, help="lý do")
    command.add_argument("--by", default=None, help="người thu hồi")
    _common(command, _withdraw)

    command = commands.add_parser("kinds", help="các loại tệp đọc được và cột của chúng")
    _common(command, _kinds)

    command = commands.add_parser("template", help="tệp mẫu để điền")
    command.add_argument("kind", choices=[*EXPORTS, PLAN], metavar="KIND", help=f"loại tệp, hoặc {PLAN}: kế hoạch")
    command.add_argument("-o", "--output", type=Path, required=True)
    command.add_argument("--from-plan", metavar="YEAR", type=int, help="điền sẵn kế hoạch của năm này (loại plan)")
    _common(command, _template)

    command = commands.add_parser("plan", help="nạp kế hoạch của một năm từ tệp đã điền")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--name", required=True, help="tên thư mục của kế hoạch, ví dụ xuan-loc-2024")
    command.add_argument("--year", type=int, help="năm của kế hoạch, phải đúng năm ghi trong tệp")
    command.add_argument("--replace", action="store_true", help="thay kế hoạch cùng tên đã nạp")
    command.add_argument("--dry-run", action="store_true", help="đọc và kiểm tra, không ghi gì")
    _common(command, _plan)

    command = commands.add_parser("verify", help="kiểm tra sổ công bố và các bản số liệu")
    _common(command, _verify)
    return parser


def _common(command: argparse.ArgumentParser, run: Any) -> None:
    command.add_argument("--warehouse", help="thư mục kho số liệu (mặc định data/warehouse hoặc WAREHOUSE_DIR)")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'không hiểu ngày "{text}", ví dụ 2023-07-04') from error


def _who(options: argparse.Namespace) -> str:
    return str(options.by or getpass.getuser())


def _load(options: argparse.Namespace) -> int:
    if options.unit and not is_unit_code(options.unit):
        print(f'Không có đơn vị mang mã "{options.unit}".', file=sys.stderr)
        return 2
    chosen = Options(
        kind=options.kind,
        mapping=read_mapping(options.mapping) if options.mapping else None,
        unit=options.unit,
        period=Period.parse(options.period) if options.period else None,
        export_date=options.export_date,
        is_sample=options.sample,
    )
    directory = warehouse.directory(options.warehouse)
    served = warehouse.newest(directory).served
    con = warehouse.connect(served.path) if served else None
    files = _files(options.files)
    if not files:
        print("Thư mục không có tệp bảng tính nào (.xlsx, .xls, .csv, .htm, .html).", file=sys.stderr)
        return 1
    readings = [read_export(path, chosen, con) for path in files]
    for reading in readings:
        reading.reason = (options.reason or "").strip() or None
    if not options.dry_run:
        publish(readings, directory, by=_who(options))
    answers = [reading.as_data() for reading in readings]
    if options.format == "json":
        _print_json(answers)
    else:
        for answer in answers:
            _show_answer(answer)
    for reading in readings:
        if reading.status == "refused":
            reasons = " ".join(message.text for message in reading.messages if message.level == "error")
            print(f"{reading.file}: {reasons}", file=sys.stderr)
    return 1 if any(reading.status == "refused" for reading in readings) else 0


def _watch(options: argparse.Namespace) -> int:
    directory = warehouse.directory(options.warehouse)
    try:
        readings = watch.run(options.folder, directory, by=_who(options), once=options.once)
    except KeyboardInterrupt:
        return 0
    answers = [reading.as_data() for reading in readings]
    if options.format == "json":
        _print_json(answers)
    for answer in answers if options.format == "text" else []:
        _show_answer(answer)
    return 1 if any(reading.status == "refused" for reading in readings) else 0


def _files(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, a folder standing for the spreadsheets directly in it."""
    endings = (".xlsx", ".xls", ".csv", ".htm", ".html")
    files: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        files += [file for file in inside if file == path or file.suffix.lower() in endings]
    return files


def _show_answer(answer: dict[str, Any]) -> None:
    words = {"loaded": "đã nhận", "duplicate": "đã nạp từ trước", "refused": "từ chối"}
    rows = answer["rows"]
    kind = f" ({EXPORTS[answer['kind']].name})" if answer["kind"] else ""
    print(f"{answer['file']}: {words[answer['status']]}{kind}")
    if answer["status"] == "loaded":
        print(f"  {rows['read']} dòng = {rows['loaded']} nhận + {rows['rejected']} từ chối + {rows['skipped']} bỏ qua")
    for message in answer["messages"]:
        print(f"  {message['sheet'] + ': ' if message['sheet'] else ''}{message['text']}")


def _loads(options: argparse.Namespace) -> int:
    served = warehouse.newest(warehouse.directory(options.warehouse)).served
    loads = list_loads(warehouse.connect(served.path)) if served else []
    for load in loads:
        load.pop("is_sample")
        accepted_because = load.pop("accepted_because")
        load["reason"] = load["reason"] or accepted_because
    if options.format == "json":
        _print_json(loads)
    for load in loads if options.format == "text" else []:
        print(
            f"{load['load_id']}  {load['state']:<10}  {load['export_date']}  "
            f"{load['rows']['loaded']:>8}  {load['file']}"
        )
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    snapshot = withdraw(
        warehouse.directory(options.warehouse), options.load_id, reason=options.reason, by=_who(options)
    )
    answer = {"load_id": options.load_id, "state": "withdrawn", "snapshot": snapshot.path.name if snapshot else None}
    if options.format == "json":
        _print_json(answer)
    else:
        print(f"Đã thu hồi lần nạp {options.load_id}.")
    return 0


def _kinds(options: argparse.Namespace) -> int:
    kinds: list[dict[str, Any]] = [
        {
            "kind": export.kind,
            "label": export.label,
            "columns": [
                {"name": column.name, "headers": list(column.headers), "required": column.required}
                for column in export.columns
            ],
        }
        for export in EXPORTS.values()
    ]
    if options.format == "json":
        _print_json(kinds)
    for kind in kinds if options.format == "text" else []:
        print(f"{kind['kind']}: {kind['label']}")
        for column in kind["columns"]:
            print(f"  {column['name']}{' (bắt buộc)' if column['required'] else ''}: {', '.join(column['headers'])}")
    return 0


def _template(options: argparse.Namespace) -> int:
    # openpyxl is slow to load, and only this command needs it.
    if options.kind == PLAN:
        from loaders.plan_template import write_plan_template

        folders = plan_files.folders()
        if options.from_plan and options.from_plan not in folders:
            known = ", ".join(map(str, folders))
            print(f"Chưa có kế hoạch năm {options.from_plan}. Đang có: {known}.", file=sys.stderr)
            return 1
        write_plan_template(options.output, folders[options.from_plan] if options.from_plan else None)
    else:
        from loaders.template import write_template

        write_template(EXPORTS[options.kind], options.output)
    if options.format == "json":
        _print_json({"kind": options.kind, "file": str(options.output)})
    else:
        print(f"Đã ghi tệp mẫu {options.output}.")
    return 0


def _plan(options: argparse.Namespace) -> int:
    from loaders.plan_workbook import PlanRefusedError, Problem, read_plan, write_plan

    answer: dict[str, Any] = {"file": options.file.name, "name": options.name, "status": "refused", "folder": None}
    problems: list[Problem | str] = []
    try:
        found = read_plan(options.file)
        problems += found.problems
        year = int(found.about.get("year") or 0)
        if options.year and year and options.year != year:
            problems.append(f"Tệp ghi kế hoạch năm {year}, không phải {options.year}. Sửa trang Kế hoạch hoặc --year.")
        if not problems:
            folder = None if options.dry_run else write_plan(found, options.name, replace=options.replace)
            counts = {table: len(lines) for table, lines in found.tables.items()}
            answer |= {"status": "checked" if options.dry_run else "loaded", "year": year, "rows": counts}
            answer["folder"] = str(folder) if folder else None
    except (PlanRefusedError, UnreadableFileError) as error:
        problems.append(str(error))
    answer["messages"] = [
        {"level": "error", "sheet": problem.sheet, "cell": problem.cell, "text": problem.text}
        if isinstance(problem, Problem)
        else {"level": "error", "sheet": None, "cell": None, "text": problem}
        for problem in problems
    ]
    if options.format == "json":
        _print_json(answer)
    elif not problems:
        said = "đạt, chưa ghi gì" if options.dry_run else f"đã ghi vào {answer['folder']}"
        print(f"Kế hoạch năm {answer['year']}, {answer['rows']['targets']} chỉ tiêu, "
              f"{answer['rows']['tasks']} nhiệm vụ: {said}.")  # fmt: skip
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _verify(options: argparse.Namespace) -> int:
    health = warehouse.verify(warehouse.directory(options.warehouse))
    if options.format == "json":
        _print_json(
            {
                "intact": health.is_intact,
                "served": health.served.path.name if health.served else None,
                "damages": [
                    {"file": damage.file, "text": damage.text, "load_ids": list(damage.load_ids)}
                    for damage in health.damages
                ],
            }
        )
    elif health.is_intact:
        print(f"Nguyên vẹn. Đang dùng {health.served.path.name}." if health.served else "Chưa có bản số liệu nào.")
    for damage in health.damages:
        print(f"{damage.file}: {damage.text}", file=sys.stderr)
    if not health.is_intact:
        print(f"Đang dùng {health.served.path.name if health.served else 'không bản nào'}.", file=sys.stderr)
    return 0 if health.is_intact else 1


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2, default=str))


if __name__ == "__main__":
    # Elsewhere than on Linux an output that is no screen has the system's code page, without Vietnamese letters.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    sys.exit(main())
