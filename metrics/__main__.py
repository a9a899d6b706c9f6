"""Command line: rates, scorecard, tasks, restatements, catalogue and plan (python -m metrics --help)."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

import warehouse
from metrics.catalogue import described, discover
from metrics.dictionary import dictionary
from metrics.indicator import rates
from metrics.loaded import loaded
from metrics.measures import Compare, Dimension, Scope
from metrics.plan import LEVELS, Plan, Status, Target, UnknownPlanError, against_plan, load, years
from metrics.progress import reports
from metrics.restatements import restatements
from metrics.scorecard import scorecard
from metrics.sentences import of_score
from metrics.task_states import decisions
from metrics.tasks import standings
from metrics.unit_lineage import MAPS, REFORM_DAY, REST, as_of_units, unplaced
from warehouse.build import read_reference
from warehouse.period import CALENDARS, CIVIL, Comparison, Period, UnknownPeriodError, like_with_like


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 refused (why on stderr), 2 wrong usage."""
    warehouse.speak_vietnamese()
    options = _parser().parse_args(arguments)
    try:
        rows = options.run(options)
    except warehouse.WarehouseError as error:
        print(error, file=sys.stderr)
        return 1
    except (UnknownPeriodError, UnknownPlanError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        options.show(rows)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = warehouse.CommandParser(prog="python -m metrics", description="Tính chỉ tiêu từ bản số liệu đã công bố.")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    command = commands.add_parser("rates", help="tỷ lệ của một hay nhiều chỉ tiêu")
    command.add_argument("indicators", nargs="+", metavar="INDICATOR", help="khóa của chỉ tiêu, xem lệnh catalogue")
    command.add_argument("--by", default="", help=f"chia theo, cách nhau bằng dấu phẩy: {', '.join(Dimension)}")
    command.add_argument(
        "--field-group", help="nhóm lĩnh vực (dat_dai, xay_dung …; nhiều nhóm nối bằng dấu phẩy hoặc +)"
    )
    command.add_argument("--level", choices=LEVELS, help="cấp huyện hoặc cấp xã")
    command.add_argument("--variant", help="cách tính (A, B, C, D …)")
    command.add_argument(
        "--compare", choices=[Compare.DATE.value, Compare.DATETIME.value], help="so theo ngày hay theo giờ"
    )
    command.add_argument(
        "--against",
        choices=list(_AGAINST),
        help="so với kỳ trước (previous) hoặc cùng kỳ năm trước (last_year); kỳ chưa hết thì cắt cho bằng số ngày",
    )
    command.add_argument(
        "--units",
        type=int,
        choices=list(MAPS),
        help="chia theo xã của năm này (với --by unit hoặc commune): 2025 cộng các xã cũ vào xã nhận từ 01/07/2025",
    )
    _common(command, _rates, _show_table)

    command = commands.add_parser("scorecard", help="mọi chỉ tiêu của kế hoạch và trạng thái")
    _common(command, _scorecard, _show_scorecard)

    command = commands.add_parser("tasks", help="trạng thái các nhiệm vụ của phụ lục vào ngày cuối kỳ")
    _common(command, _tasks, _show_tasks)

    command = commands.add_parser(
        "restatements", help="số liệu của các báo cáo đã lập nay đã khác, và lần nạp nào làm khác"
    )
    command.add_argument("--since", help="chỉ các báo cáo lập từ lúc này (ngày, hoặc ngày giờ ISO)")
    _common(command, _restatements, _show_restatements, period=False)

    command = commands.add_parser("catalogue", help="các chỉ tiêu tính được và định nghĩa")
    _common(command, _catalogue, _show_catalogue, period=False)

    command = commands.add_parser("dictionary", help="từ điển chỉ tiêu, viết ra một tệp Markdown")
    command.add_argument("-o", "--output", required=True, metavar="FILE", help="tệp sẽ viết")
    _common(command, _dictionary, _show_dictionary, period=False)

    command = commands.add_parser("plan", help="chỉ tiêu và nhiệm vụ của kế hoạch")
    command.add_argument("--year", type=int)
    _common(command, _plan, _show_plan, period=False)
    return parser


def _common(command: argparse.ArgumentParser, run: Any, show: Any, *, period: bool = True) -> None:
    if period:
        command.add_argument("--period", help="2023, 2023-Q1, 2023-H1, 2023-9M, 2023-04, 2023-01-01..2023-03-31")
        command.add_argument(
            "--calendar",
            choices=CALENDARS,
            default=CIVIL,
            help="lịch báo cáo: calendar (dương lịch), d15_14 (ngày 15 đến ngày 14), custom (bảng periods.csv)",
        )
        command.add_argument("--cumulative", action="store_true", help="lũy kế từ đầu năm đến ngày cuối kỳ")
        command.add_argument("--as-of", help="theo số liệu đã biết đến lúc này (ngày, hoặc ngày giờ ISO)")
    command.add_argument("--warehouse", help="thư mục kho số liệu (mặc định data/warehouse hoặc WAREHOUSE_DIR)")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.set_defaults(run=run, show=show)


def _rates(options: argparse.Namespace) -> list[dict[str, Any]]:
    known = discover()
    for key in options.indicators:
        if key not in known:
            raise ValueError(f'Không có chỉ tiêu "{key}". Đang có: {", ".join(known)}.')
    by = [_dimension(name) for name in options.by.split(",") if name.strip()]
    groups = _groups(options.field_group) if options.field_group else None
    scope = Scope(level=options.level, field_groups=groups)
    if options.units and not (len(_UNITS & set(by)) == 1 and not options.against):
        raise ValueError("--units đi cùng --by unit hoặc --by commune, không đi cùng --against.")
    compare = Compare(options.compare) if options.compare else Compare.SOURCE
    with _reading(options.warehouse, options.as_of) as con:
        period = _period(options, con)
        compared = _compared(con, period, options.against)
        period = compared.current if compared else period
        plan = load(period.year).at(period.last) if period.year in years() else None
        rows: list[dict[str, Any]] = []
        for indicator in (known[key] for key in options.indicators):
            variant = indicator.variant(options.variant)
            table = rates(con, indicator, period, by, variant=variant.key, compare=compare, scope=scope)
            if options.units:
                column = next(dimension.value for dimension in by if dimension in _UNITS)
                table = as_of_units(table, column, period, options.units)
            table = against_plan(con, table, indicator, plan, _scope_of(scope, options.units))
            if options.units:
                table = _without_verdict_on_rest(table)
            if compared:
                then = getattr(compared, _AGAINST[options.against])
                earlier = rates(con, indicator, then, by, variant=variant.key, compare=compare, scope=scope)
                table = _beside(table, earlier, by, then)
            head = {"indicator": indicator.key, "period": period.token, "variant": variant.key}
            rows += [head | _plain(row) for row in table.to_dict("records")]
            if options.units == 2025 and period.start < REFORM_DAY:
                rows += _not_cast_back(head, list(table.columns), column)
    return rows


_UNITS = {Dimension.UNIT, Dimension.COMMUNE}


def _scope_of(scope: Scope, units: int | None) -> Scope:
    """Every unit of 2025 is of cấp xã; its code may not have stood in the figures of its time."""
    return replace(scope, level="commune") if units == 2025 else scope


def _without_verdict_on_rest(table: pd.DataFrame) -> pd.DataFrame:
    """What belongs to no commune of 2025 is of several levels, and no target speaks of it."""
    is_rest = table["unit_name"] == REST
    table.loc[is_rest, ["target_pct", "gap_pct"]] = float("nan")
    table.loc[is_rest & (table["denominator"] > 0), "status"] = Status.NO_TARGET.value
    return table


def _not_cast_back(head: dict[str, Any], columns: Sequence[str], column: str) -> list[dict[str, Any]]:
    """List the communes of 2025 without figures of earlier times, with the reason behind the usual keys."""
    return [
        head
        | dict.fromkeys(columns)
        | {column: one.unit, "unit_name": one.name, "status": "no_data", "reason": one.reason}
        for one in unplaced()
    ]


_AGAINST = {"previous": "previous", "last_year": "year_before"}


def _compared(con: duckdb.DuckDBPyConnection, period: Period, against: str | None) -> Comparison | None:
    if against is None:
        return None
    return like_with_like(period, loaded(con).last_day)


def _beside(table: pd.DataFrame, earlier: pd.DataFrame, by: Sequence[Dimension], then: Period) -> pd.DataFrame:
    """Put the figures of an earlier period beside those of a table; slices that only it has are left out."""
    slices = [dimension.value for dimension in by]
    earlier = earlier.rename(columns={name: f"against_{name}" for name in ("numerator", "denominator", "rate_pct")})
    table = table.merge(earlier, how="left", on=slices) if slices else table.join(earlier)
    table["against_period"] = then.token
    table["change_pct"] = table["rate_pct"] - table["against_rate_pct"]
    counts = {f"against_{name}": "Int64" for name in ("numerator", "denominator")}
    return table.astype(counts).fillna(dict.fromkeys(counts, 0))


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _dimension(name: str) -> Dimension:
    try:
        return Dimension(name.strip())
    except ValueError as error:
        raise ValueError(f'Không chia được theo "{name.strip()}". Các chiều: {", ".join(Dimension)}.') from error


def _groups(text: str) -> tuple[str, ...]:
    known = [row["key"] for row in read_reference("field_groups")]
    groups = tuple(part.strip() for part in text.replace("+", ",").split(","))
    for group in groups:
        if group not in known:
            raise ValueError(f'Không có nhóm lĩnh vực "{group}". Các nhóm: {", ".join(known)}.')
    return groups


def _reading(folder: str | None, as_of: str | None) -> duckdb.DuckDBPyConnection:
    health = warehouse.newest(warehouse.directory(folder))
    for damage in health.damages:
        print(damage.text, file=sys.stderr)
    if health.served is None and health.damages:
        raise warehouse.NoIntactSnapshotError("Không còn bản số liệu nào nguyên vẹn. Khôi phục từ bản sao lưu.")
    if health.served is None:
        return warehouse.empty()
    renewed = warehouse.renew(warehouse.directory(folder), by="metrics")
    con = warehouse.connect((renewed or health.served).path)
    if as_of:
        warehouse.as_of(con, _moment(as_of))
    return con


def _moment(text: str, at: time = time.max) -> datetime:
    """Read a moment as UTC without zone; a bare day is its end (or start), a time without a zone is local time."""
    try:
        if len(text) == len("2023-01-01"):
            moment = datetime.combine(date.fromisoformat(text), at)
        else:
            moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f'Không hiểu thời điểm "{text}". Ví dụ: 2023-07-04 hoặc 2023-07-04T08:00:00+07:00.') from error
    return moment.astimezone(UTC).replace(tzinfo=None)


def _period(options: argparse.Namespace, con: duckdb.DuckDBPyConnection) -> Period:
    token = options.period
    if not token:
        ((last,),) = con.execute("SELECT max(day) FROM rollup_dossier WHERE received + ended > 0").fetchall()
        token = str(last.year if last else max(years()))
    period = Period.parse(token, options.calendar)
    return period.year_to_date() if options.cumulative else period


def _scorecard(options: argparse.Namespace) -> list[dict[str, Any]]:
    with _reading(options.warehouse, options.as_of) as con:
        period = _period(options, con)
        scores = scorecard(con, load(period.year), period)
        return [score.as_data() | {"sentence": of_score(con, score, period)} for score in scores]


def _tasks(options: argparse.Namespace) -> list[dict[str, Any]]:
    with _reading(options.warehouse, options.as_of) as con:
        period = _period(options, con)
        return [task.as_data() for task in standings(load(period.year), reports(con), period.last, decisions(con))]


def _restatements(options: argparse.Namespace) -> list[dict[str, Any]]:
    since = _moment(options.since, at=time.min).replace(tzinfo=UTC) if options.since else None
    return [one.as_data() for one in restatements(warehouse.directory(options.warehouse), since=since)]


def _catalogue(options: argparse.Namespace) -> list[dict[str, Any]]:
    return [described(indicator) for indicator in discover().values()]


def _dictionary(options: argparse.Namespace) -> dict[str, Any]:
    Path(options.output).write_text(dictionary(), encoding="utf-8")
    return {"file": options.output, "indicators": len(discover())}


def _show_dictionary(written: dict[str, Any]) -> None:
    print(f"Đã viết {written['indicators']} chỉ tiêu vào {written['file']}.")


def _plan(options: argparse.Namespace) -> dict[str, Any]:
    plan: Plan = load(options.year or max(years()))
    return {
        "targets": [_target(target, plan) for target in plan.targets],
        "tasks": [
            {
                "no": task.no,
                "area_as_printed": task.area_as_printed,
                "reform_area": task.reform_area,
                "text": task.text,
                "product": task.product,
                "lead": task.lead,
                "partners": task.partners,
                "deadline_as_printed": task.deadline_as_printed,
                "deadline": task.deadline.isoformat() if task.deadline else None,
                "target_ids": list(task.target_ids),
            }
            for task in plan.tasks
        ],
    }


def _target(target: Target, plan: Plan) -> dict[str, Any]:
    value = None if target.value is None else float(target.value)
    return {
        "id": target.id,
        "reform_area": target.reform_area,
        "paragraph": target.paragraph,
        "quote": target.quote,
        "indicator": target.indicator,
        "level": target.level,
        "field_group": "+".join(target.field_groups) if target.field_groups else None,
        "value": int(value) if value is not None and value.is_integer() else value,
        "unit": target.unit,
        "kind": target.kind,
        "conflict": "; ".join(f"{no}: {plan.conflicts[no]['treated_as']}" for no in target.conflict) or None,
    } | _amended(target)


def _amended(target: Target) -> dict[str, Any]:
    """Return the amendments of a target, nothing where it has none."""
    if not target.amendments:
        return {}
    amendments = [
        {
            "valid_from": amendment.valid_from.isoformat(),
            "value": None if amendment.value is None else float(amendment.value),
            "document": amendment.document,
        }
        for amendment in target.amendments
    ]
    return {"amendments": amendments}


def _show_table(rows: list[dict[str, Any]]) -> None:
    if not rows:
        print("Không có dòng nào.")
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = [columns] + [[_cell(row.get(name)) for name in columns] for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)


def _show_scorecard(rows: list[dict[str, Any]]) -> None:
    columns = ("id", "label", "numerator", "denominator", "rate_pct", "target_pct", "gap_pct", "status", "sentence")
    _show_table([{name: row[name] for name in columns} for row in rows])


def _show_tasks(rows: list[dict[str, Any]]) -> None:
    columns = ("no", "state_name", "deadline_as_printed", "due_on", "days_left", "lead")
    _show_table([{name: row[name] for name in columns} for row in rows])


def _show_restatements(rows: list[dict[str, Any]]) -> None:
    if not rows:
        print("Không số liệu nào của các báo cáo đã lập thay đổi.")
    for row in rows:
        print(f"{row['file']}, kỳ {row['period']}: {row['id']} {row['label']}")
        print(f"  khi báo cáo {_counted(row['was'])}, nay {_counted(row['now'])}")
        for cause in row["causes"]:
            print(f"  {cause['what']} {cause['file']} ({cause['load_id']}, {cause['at'][:10]})")
        if not row["causes"]:
            print("  không lần nạp nào làm thay đổi: cách tính đã khác")


def _counted(figure: dict[str, Any]) -> str:
    if figure["denominator"]:
        return f"{_cell(figure['rate_pct'])} % ({figure['numerator']}/{figure['denominator']})"
    return _cell(figure["value"] if figure["value"] is not None else figure["state"])


def _show_catalogue(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print(
            f"{row['key']}: {row['label']}\n  {row['definition']}\n"
            f"  Nguồn: {row['defined_in']}; tính theo {row['counted_by']}"
        )
        for variant in row["variants"]:
            print(f"  {variant['key']}: {variant['formula']}")


def _show_plan(plan: dict[str, Any]) -> None:
    _show_table(
        [{name: row[name] for name in ("id", "paragraph", "value", "unit", "indicator")} for row in plan["targets"]]
    )
    print()
    _show_table(
        [{name: row[name] for name in ("no", "lead", "deadline_as_printed", "target_ids")} for row in plan["tasks"]]
    )


if __name__ == "__main__":
    sys.exit(main())
