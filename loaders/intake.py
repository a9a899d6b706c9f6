"""Take exports in: read each in a child process, recognise what was loaded before, publish what is new together."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

import warehouse
from loaders import aliases, child
from loaders.grid import UnreadableFileError
from loaders.kinds import EXPORTS
from loaders.mapping import Mapping, MappingError, from_data
from loaders.reading import Difference, Message
from loaders.steps import COMPARING
from warehouse.period import Period

_FILE_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>20\d{2})[-_.]?(?P<m>\d{2})[-_.]?(?P<d>\d{2})|(?P<d2>\d{1,2})[-_.](?P<m2>\d{1,2})[-_.](?P<y2>20\d{2}))(?!\d)"
)


REJECTS_TOLD = 200
"""Refused rows of a file that are told one by one in the answer of `load`; the warehouse keeps them all."""


class UnknownLoadError(LookupError):
    """Say that there is no such load, or that it is withdrawn already; the text is Vietnamese, for the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person decides about a file; None is found in the file."""

    kind: str | None = None
    mapping: Mapping | None = None
    unit: str | None = None
    period: Period | None = None
    export_date: date | None = None
    is_sample: bool = False


@dataclass(slots=True, kw_only=True)
class Reading:
    """One file as read, before anything is stored: no personal data in it.

    `status` is ready, duplicate or refused; `facts` the rows for the warehouse, `rejects` one row per refused row
    (source_sheet, source_row, cell, column_name, reason), `totals` the printed total rows of a form for
    fact_form_total. `columns`: our column name to the file's header.

    `period_in_file` is what the file prints, `period_chosen` what the person chose, `period` the one that counts.
    For a form that maps an unknown layout: `headers` of the best guess, `examples` (up to three values per header,
    those of personal columns masked), `sheets` (name, hidden, kind or None, unit, rows) and `suggestions` (a unit
    name not known, the nearest unit, its code, how many rows).

    `differences` are sums in the file that do not agree; `reason` is why a person takes it in all the same, kept with
    the load where there are any.
    """

    file: str
    sha256: str
    size: int
    status: str
    kind: str | None = None
    kind_label: str | None = None
    signature: str | None = None
    compare: str = "date"
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("read", "loaded", "rejected", "skipped"), 0))
    messages: list[Message] = field(default_factory=list)
    facts: pa.Table = field(default_factory=lambda: pa.table({}))
    rejects: pa.Table = field(default_factory=lambda: pa.table({}))
    totals: pa.Table = field(default_factory=lambda: pa.table({}))
    content_sha256: str = ""
    period: Period | None = None
    period_in_file: Period | None = None
    period_chosen: Period | None = None
    export_date: date | None = None
    export_date_source: str = ""
    known_until: date | None = None
    columns: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    examples: dict[str, list[str]] = field(default_factory=dict)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    reason: str | None = None
    options: Options = field(default_factory=Options)
    load_id: str | None = None

    @property
    def asks_for_period(self) -> bool:
        """Say whether a person has to look at the period: none where one is needed, or another than the printed one."""
        needs = self.kind in EXPORTS and EXPORTS[self.kind].needs_period and self.period is None
        return needs or _differ(self.period_in_file, self.period_chosen)

    def as_data(self) -> dict[str, Any]:
        """Return the answer of `load` as plain data for JSON."""
        return {
            "file": self.file,
            "status": "loaded" if self.status == "ready" else self.status,
            "kind": self.kind,
            "load_id": self.load_id,
            "rows": self.rows,
            "messages": [message.as_data() for message in (*self.messages, *self._reject_messages())],
        }

    def _reject_messages(self) -> list[Message]:
        if not self.rejects.num_rows:
            return []
        told = [
            Message(level="error", sheet=reject["source_sheet"], cell=reject["cell"], text=reject["reason"])
            for reject in self.rejects.slice(0, REJECTS_TOLD).to_pylist()
        ]
        rest = self.rejects.num_rows - len(told)
        return [*told, Message(level="error", text=f"Còn {rest} dòng khác bị từ chối.")] if rest else told


def read_export(
    path: Path,
    options: Options,
    con: duckdb.DuckDBPyConnection | None,
    *,
    file_name: str | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Reading:
    """Read one file and say what it is; nothing is stored.

    `con` is a cursor on the newest snapshot (None before the first load): it knows the saved mappings, the confirmed
    names of units and what was loaded before. Unreadable and unknown files come back as refused, with the reason in
    `messages`. `progress` hears, in the calling thread, each of `steps.STEPS` with the part of it done, 0 to 1.

    Raises:
        MappingError: the mapping chosen names a kind or column that does not exist (Vietnamese).
    """
    if options.mapping:
        _check_names(options.mapping)
    name = file_name or path.name
    try:
        size = path.stat().st_size
        sha256 = _sha256(path)
    except OSError:
        return _refused(name, "Không mở được tệp. Xem lại đường dẫn và quyền đọc.", options)
    if options.is_sample and _has_real_loads(con):
        return _refused(name, "Đã có số liệu thật; không nạp thêm số liệu minh họa.", options)
    earlier = _earlier(con, sha256)
    if earlier:
        return _duplicate(name, sha256, size, earlier, options)
    request = {
        "path": str(path.resolve()),
        "file_name": name,
        "kind": options.kind,
        "mapping": json.loads(options.mapping.to_json()) if options.mapping else None,
        "saved": _saved_mappings(con),
        "unit": options.unit,
        "period": options.period.token if options.period else None,
        "aliases": aliases.confirmed(con),
    }
    limits = child.limits_for(size)
    try:
        meta, (facts, rejects, totals) = child.call(
            "loaders.reading:read_export",
            request,
            memory_bytes=limits.memory_bytes,
            cpu_seconds=limits.cpu_seconds,
            wall_seconds=limits.wall_seconds,
            progress=progress,
        )
    except UnreadableFileError as error:
        reading = _refused(name, str(error), options)
        reading.sha256, reading.size = sha256, size
        return reading
    tell = progress or _nobody
    tell(COMPARING, 0.0)
    reading = Reading(
        file=name,
        sha256=sha256,
        size=size,
        status=meta["status"],
        kind=meta["kind"],
        kind_label=meta["kind_label"],
        signature=meta["signature"],
        compare=meta["compare"],
        rows=meta["rows"],
        messages=[Message(**message) for message in meta["messages"]],
        facts=facts,
        rejects=rejects,
        totals=totals,
        columns=meta["columns"],
        left_out=meta["left_out"],
        headers=meta["headers"],
        examples=meta["examples"],
        sheets=meta["sheets"],
        suggestions=[
            {name: found[name] for name in ("text", "unit", "count")} | {"unit_code": found["code"]}
            for found in meta["suggestions"]
        ],
        differences=[Difference(**difference) for difference in meta["differences"]],
        options=options,
    )
    _date(reading, meta)
    if reading.status == "ready":
        reading.content_sha256 = _content_sha256(reading)
        tell(COMPARING, 0.5)
        _link_same_content(reading, con)
    tell(COMPARING, 1.0)
    return reading


def _nobody(_step: str, _part: float) -> None:
    """Be the listener where nobody listens."""


def publish(readings: Sequence[Reading], directory: Path, *, by: str) -> warehouse.Snapshot | None:
    """Store all ready readings in order and publish them together.

    Sets load_id of each, and status duplicate where another load of the same came first.

    Returns the new snapshot, None when nothing was new. A mapping used is saved under its layout's signature.
    The first real load puts made-up sample loads out of the count.

    Raises:
        warehouse.WarehouseError: nothing was published (Vietnamese, ready for a screen).
    """
    ready = [reading for reading in readings if reading.status == "ready"]
    if not ready:
        return None
    why = "Nạp " + ", ".join(reading.file for reading in ready)
    with warehouse.staged(directory, by=by, why=why, incoming_bytes=sum(reading.size for reading in ready)) as staging:
        now = datetime.now(UTC).replace(tzinfo=None)
        for position, reading in enumerate(ready):
            earlier = _earlier(staging.con, reading.sha256)
            if earlier:
                reading.status = "duplicate"
                reading.messages.append(_already(earlier))
                continue
            _link_same_content(reading, staging.con)
            if reading.status != "ready":
                continue
            reading.load_id = _load_id(staging.con, reading.sha256)
            _store(staging.con, reading, by, now + timedelta(microseconds=position))
            staging.load_ids.append(reading.load_id)
        if staging.load_ids and _has_real_loads(staging.con):
            _withdraw_samples(staging.con, now, by)
    return staging.snapshot


def _load_id(con: duckdb.DuckDBPyConnection, sha256: str) -> str:
    """Name a load after its bytes: loaded again after damage to a snapshot, a file has the name that is missed."""
    ((times,),) = con.execute("SELECT count(*) FROM loads WHERE sha256 = ?", [sha256]).fetchall()
    return f"{sha256[:12]}-{times + 1}"


def withdraw(directory: Path, load_id: str, *, reason: str, by: str) -> warehouse.Snapshot | None:
    """Take a load out of the count, with a reason; its rows stay, so that older reports can be explained.

    Raises:
        UnknownLoadError: no such load, or it is withdrawn already.
        warehouse.WarehouseError: nothing was published.
    """
    with warehouse.staged(directory, by=by, why=f"Thu hồi lần nạp {load_id}: {reason}") as staging:
        known = staging.con.execute("SELECT count(*) FROM loads WHERE load_id = ?", [load_id]).fetchall()[0][0]
        counted = staging.con.execute("SELECT count(*) FROM counted_load WHERE load_id = ?", [load_id]).fetchall()[0][0]
        if not counted:
            raise UnknownLoadError(
                f"Lần nạp {load_id} đã thu hồi từ trước." if known else f"Không có lần nạp {load_id}."
            )
        now = datetime.now(UTC).replace(tzinfo=None)
        staging.con.execute("INSERT INTO load_event VALUES (?, ?, 'withdrawn', ?, ?)", [load_id, now, reason, by])
        staging.publish = True
    return staging.snapshot


def list_loads(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return every load, oldest first, as plain data: file, counts, state (live, superseded, withdrawn).

    `reason` is why it was withdrawn, `accepted_because` why it was taken in although sums in it do not agree.
    """
    rows = con.execute(
        """
        SELECT
            loads.load_id, loads.file, loads.sha256, loads.kind, loads.unit_code, loads.period, loads.export_date,
            loads.loaded_at, loads.loaded_by,
            loads.rows_read, loads.rows_loaded, loads.rows_rejected, loads.rows_skipped,
            CASE
                WHEN withdrawal.load_id IS NOT NULL THEN 'withdrawn'
                WHEN coalesce(rows_in_use.n, 0) = 0 THEN 'superseded'
                ELSE 'live'
            END AS state,
            withdrawal.reason, loads.is_sample, acceptance.reason AS accepted_because
        FROM loads
        LEFT JOIN rows_in_use ON rows_in_use.load_id = loads.load_id
        LEFT JOIN load_event AS withdrawal ON withdrawal.load_id = loads.load_id AND withdrawal.state = 'withdrawn'
        LEFT JOIN load_event AS acceptance ON acceptance.load_id = loads.load_id AND acceptance.state = 'accepted'
        ORDER BY loads.loaded_at, loads.load_id
        """
    ).fetchall()
    return [
        {
            "load_id": row[0],
            "file": row[1],
            "sha256": row[2],
            "kind": row[3],
            "unit": row[4],
            "period": row[5],
            "export_date": row[6].isoformat(),
            "loaded_at": f"{row[7].isoformat()}Z",
            "by": row[8],
            "rows": {"read": row[9], "loaded": row[10], "rejected": row[11], "skipped": row[12]},
            "state": row[13],
            "reason": row[14],
            "is_sample": row[15],
            "accepted_because": row[16],
        }
        for row in rows
    ]


def save_mapping(directory: Path, mapping: Mapping, signature: str, *, by: str) -> warehouse.Snapshot | None:
    """Remember how a layout is read, from a screen; files with the same headers are read so from then on.

    Returns the new snapshot, None when exactly this was saved last. Loads made before stay as they are.

    Raises:
        MappingError: no signature, or the mapping names a kind or column that does not exist (Vietnamese).
        warehouse.WarehouseError: nothing was published.
    """
    _check_names(mapping)
    # Once more by the rules for a file: a screen may have put a personal column in.
    from_data(json.loads(mapping.to_json()), "Cách đọc")
    if not re.fullmatch(r"[0-9a-f]{64}", signature):
        raise MappingError("Chưa rõ cách đọc này là của mẫu tệp nào. Chọn tệp rồi lưu lại.")
    return _save(directory, signature, mapping.to_json(), by, f"Lưu cách đọc {EXPORTS[mapping.kind].name}")


def forget_mapping(directory: Path, signature: str, *, by: str) -> warehouse.Snapshot | None:
    """Stop reading a layout by what was saved; the history stays, and so do the loads made with it.

    Raises:
        LookupError: nothing is saved for this layout (Vietnamese).
        warehouse.WarehouseError: nothing was published.
    """
    return _save(directory, signature, None, by, "Bỏ cách đọc đã lưu")


def _save(directory: Path, signature: str, mapping: str | None, by: str, why: str) -> warehouse.Snapshot | None:
    with warehouse.staged(directory, by=by, why=why) as staging:
        lines = staging.con.execute(
            "SELECT mapping FROM mapping WHERE signature = ? ORDER BY saved_at DESC LIMIT 1", [signature]
        ).fetchall()
        current = lines[0][0] if lines else None
        if mapping is None and current is None:
            raise LookupError("Không có cách đọc nào được lưu cho mẫu tệp này.")
        if mapping != current:
            now = datetime.now(UTC).replace(tzinfo=None)
            staging.con.execute("INSERT INTO mapping VALUES (?, ?, ?, ?)", [signature, now, by, mapping])
            staging.publish = True
    return staging.snapshot


def list_mappings(con: duckdb.DuckDBPyConnection | None) -> list[dict[str, Any]]:
    """Return one entry per layout for which a reading was ever saved, newest first.

    Each: signature, kind, kind_label, columns (ours to theirs), mapping (all of it as plain data), saved_at (UTC),
    saved_by, is_removed, loads (load_id and file of what was read by it, oldest first); and `history`, the same for
    every version, oldest first. A removed one has kind and columns of the version before.
    """
    if con is None:
        return []
    lines = con.execute("SELECT signature, saved_at, saved_by, mapping FROM mapping ORDER BY saved_at").fetchall()
    loads = con.execute(
        "SELECT signature, loaded_at, load_id, file FROM loads WHERE signature IS NOT NULL ORDER BY loaded_at, load_id"
    ).fetchall()
    versions: dict[str, list[dict[str, Any]]] = {}
    for signature, saved_at, saved_by, text in lines:
        earlier = versions.setdefault(signature, [])
        mapping = json.loads(text) if text else earlier[-1]["mapping"]
        earlier.append(
            {
                "signature": signature,
                "kind": mapping["kind"],
                "kind_label": EXPORTS[mapping["kind"]].label if mapping["kind"] in EXPORTS else mapping["kind"],
                "columns": mapping["columns"],
                "mapping": mapping,
                "saved_at": saved_at,
                "saved_by": saved_by,
                "is_removed": text is None,
                "loads": [],
            }
        )
    for signature, loaded_at, load_id, file in loads:
        # A load that saved its own mapping bears the very same time.
        in_force = [version for version in versions.get(signature, []) if version["saved_at"] <= loaded_at]
        if in_force and not in_force[-1]["is_removed"]:
            in_force[-1]["loads"].append({"load_id": load_id, "file": file})
    newest = sorted(versions.values(), key=lambda history: history[-1]["saved_at"], reverse=True)
    return [
        history[-1] | {"loads": [load for version in history for load in version["loads"]], "history": history}
        for history in newest
    ]


def _check_names(mapping: Mapping) -> None:
    if mapping.kind not in EXPORTS:
        raise MappingError(f'Không có loại "{mapping.kind}". Các loại: {", ".join(EXPORTS)}.')
    for column in (*mapping.columns, *mapping.constants, *mapping.values):
        EXPORTS[mapping.kind].column(column)


def _has_real_loads(con: duckdb.DuckDBPyConnection | None) -> bool:
    return con is not None and bool(con.execute("SELECT 1 FROM counted_load WHERE NOT is_sample LIMIT 1").fetchall())


def _refused(name: str, reason: str, options: Options) -> Reading:
    return Reading(
        file=name, sha256="", size=0, status="refused", messages=[Message(level="error", text=reason)], options=options
    )


def _duplicate(name: str, sha256: str, size: int, earlier: tuple[str, str, datetime, str], options: Options) -> Reading:
    return Reading(
        file=name,
        sha256=sha256,
        size=size,
        status="duplicate",
        kind=earlier[3],
        kind_label=EXPORTS[earlier[3]].label if earlier[3] in EXPORTS else None,
        messages=[_already(earlier)],
        options=options,
    )


def _already(earlier: tuple[str, str, datetime, str]) -> Message:
    load_id, file, loaded_at, _ = earlier
    local = loaded_at.replace(tzinfo=UTC).astimezone()
    return Message(
        level="info", text=f"Tệp này đã nạp ngày {local:%d/%m/%Y} ({file}, lần nạp {load_id}), số liệu không đổi."
    )


def _earlier(con: duckdb.DuckDBPyConnection | None, sha256: str) -> tuple[str, str, datetime, str] | None:
    """Return load_id, file, time and kind of a counted load of the same bytes."""
    if con is None:
        return None
    rows = con.execute(
        "SELECT load_id, file, loaded_at, kind FROM counted_load WHERE sha256 = ? ORDER BY loaded_at LIMIT 1", [sha256]
    ).fetchall()
    return rows[0] if rows else None


def _link_same_content(reading: Reading, con: duckdb.DuckDBPyConnection | None) -> None:
    """Recognise the same rows saved again; stated to be of another export date they are a later state and count."""
    if con is None:
        return
    rows = con.execute(
        "SELECT load_id, file, loaded_at, kind, export_date FROM counted_load "
        "WHERE content_sha256 = ? ORDER BY loaded_at",
        [reading.content_sha256],
    ).fetchall()
    for load_id, file, loaded_at, kind, export_date in rows:
        if reading.export_date_source == "today" or reading.export_date == export_date:
            reading.status = "duplicate"
            reading.messages.append(_already((load_id, file, loaded_at, kind)))
            return


def _saved_mappings(con: duckdb.DuckDBPyConnection | None) -> dict[str, Any]:
    if con is None:
        return {}
    rows = con.execute("SELECT signature, mapping FROM mapping ORDER BY saved_at").fetchall()
    newest = dict(rows)
    return {signature: json.loads(mapping) for signature, mapping in newest.items() if mapping}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _content_sha256(reading: Reading) -> str:
    """Hash the fact rows in the order of their key, without sheet and row: sorting or saving again changes nothing.

    Rows of a form say nothing of when: the same counts of another period are other rows.
    """
    names = sorted(set(reading.facts.column_names) - {"source_sheet", "source_row"})
    export = EXPORTS[reading.kind or ""]
    order = [export.key] if export.key in names else names
    table = reading.facts.select(names).sort_by([(name, "ascending") for name in order]).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    whose: tuple[Any, ...] = (reading.kind, reading.options.unit, names)
    if export.needs_period and reading.period:
        whose = (*whose, reading.period.start, reading.period.end)
    digest = hashlib.sha256(repr(whose).encode())
    digest.update(sink.getvalue())
    return digest.hexdigest()


def _date(reading: Reading, meta: dict[str, Any]) -> None:
    """Settle period, export date and the last day that the file speaks of, and say where they come from."""
    options = reading.options
    printed = Period.parse(meta["period"]) if meta["period"] else None
    printed = Period.between(printed.start, printed.last) if printed else None
    reading.period_in_file, reading.period_chosen = printed, options.period
    reading.period = options.period or printed
    if options.period and printed and _differ(printed, options.period):
        reading.messages.append(
            Message(
                level="warning",
                text=f"Tệp ghi kỳ {printed.label}, đang chọn kỳ {options.period.label}. Dùng kỳ đã chọn.",
            )
        )
    if reading.status == "ready" and EXPORTS[reading.kind or ""].needs_period and not reading.period:
        _refuse(reading, "Tệp không ghi kỳ báo cáo. Chọn kỳ rồi nạp lại.")
    for source, day in (
        ("option", options.export_date),
        ("title", date.fromisoformat(meta["export_date"]) if meta["export_date"] else None),
        ("file_name", _date_in_name(reading.file)),
        ("today", date.today()),
    ):
        if day is not None:
            reading.export_date, reading.export_date_source = day, source
            break
    last_event = date.fromisoformat(meta["last_day"]) if meta["last_day"] else None
    exported = reading.export_date or date.today()
    if reading.export_date_source == "today" and reading.status == "ready":
        reading.messages.append(
            Message(
                level="warning",
                text=f"Tệp không ghi ngày xuất; lấy ngày hôm nay {exported:%d/%m/%Y}. Ghi ngày xuất nếu khác.",
            )
        )
    if meta["last_event"] and reading.status == "ready":
        reading.messages += _exported_too_early(exported, meta["last_event"])
    if reading.period:
        reading.known_until = min(exported, reading.period.last)
    elif reading.export_date_source == "today" and last_event:
        reading.known_until = min(exported, last_event)
    else:
        reading.known_until = exported


def _exported_too_early(exported: date, event: dict[str, Any]) -> list[Message]:
    """Warn where a file tells of something after its day of export; one of the two days is wrong."""
    day = date.fromisoformat(event["day"])
    if day <= exported:
        return []
    where = f"ô {event['cell']}" if event["cell"] else f"dòng {event['row']}"
    text = (
        f"Ngày xuất {exported:%d/%m/%Y} trước việc sau cùng trong tệp: {where} ghi {day:%d/%m/%Y}. "
        "Xem lại ngày xuất hoặc ngày trong tệp."
    )
    return [Message(level="warning", sheet=event["sheet"], cell=event["cell"], text=text)]


def _differ(one: Period | None, other: Period | None) -> bool:
    return one is not None and other is not None and (one.start, one.end) != (other.start, other.end)


def _refuse(reading: Reading, reason: str) -> None:
    """Refuse a file that was read well: nothing of it is loaded, every row counts as refused."""
    reading.status = "refused"
    reading.rows = {"read": reading.rows["read"], "loaded": 0, "rejected": reading.rows["read"], "skipped": 0}
    reading.facts, reading.totals = pa.table({}), pa.table({})
    reading.messages.append(Message(level="error", text=reason))


def _date_in_name(name: str) -> date | None:
    """Return the latest day that a file name holds: of a range of days the export can only follow the last."""
    days = []
    for found in _FILE_DATE.finditer(name):
        year, month, day = (
            (found["y"], found["m"], found["d"]) if found["y"] else (found["y2"], found["m2"], found["d2"])
        )
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return max(days, default=None)


def _store(con: duckdb.DuckDBPyConnection, reading: Reading, by: str, loaded_at: datetime) -> None:
    period = reading.period
    con.execute(
        "INSERT INTO loads VALUES (" + ", ".join("?" * 21) + ")",
        [
            reading.load_id, reading.file, reading.sha256, reading.content_sha256, reading.kind, reading.options.unit,
            period.token if period else None, period.start if period else None, period.last if period else None,
            reading.export_date, reading.export_date_source, reading.known_until, loaded_at, by,
            reading.signature, reading.compare, reading.options.is_sample,
            *(reading.rows[name] for name in ("read", "loaded", "rejected", "skipped")),
        ],
    )  # fmt: skip
    _insert(con, EXPORTS[reading.kind or ""].table, reading.facts, reading.load_id)
    _insert(con, "fact_form_total", reading.totals, reading.load_id)
    _insert(con, "reject", reading.rejects, reading.load_id)
    for message in reading.messages:
        values = [reading.load_id, message.level, message.sheet, message.cell, message.text]
        con.execute("INSERT INTO load_message VALUES (?, ?, ?, ?, ?)", values)
    if reading.differences and reading.reason:
        event = [reading.load_id, loaded_at, reading.reason, by]
        con.execute("INSERT INTO load_event VALUES (?, ?, 'accepted', ?, ?)", event)
    mapping = reading.options.mapping
    if mapping and reading.signature:
        con.execute("INSERT INTO mapping VALUES (?, ?, ?, ?)", [reading.signature, loaded_at, by, mapping.to_json()])


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, load_id: str | None) -> None:
    if not rows.num_rows:
        return
    con.register("incoming", rows)
    names = ", ".join(rows.column_names)
    con.execute(f"INSERT INTO {table} (load_id, {names}) SELECT ?, {names} FROM incoming", [load_id])
    con.unregister("incoming")


def _withdraw_samples(con: duckdb.DuckDBPyConnection, now: datetime, by: str) -> None:
    con.execute(
        "INSERT INTO load_event SELECT load_id, ?, 'withdrawn', 'Số liệu minh họa, được thay bằng số liệu thật.', ? "
        "FROM counted_load WHERE is_sample",
        [now, by],
    )
