"""Watch a folder: load each file that arrives, and move it to done/ or refused/ with a report beside it.

For scheduled use, where nobody looks at a screen. A file is read once its size and time have stopped changing. It is
moved only after its load has been published; when the program dies in between, the file is found again at the next
start, recognised as loaded already, and moved then.
"""

import errno
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import filelock

import warehouse
from loaders.intake import Options, Reading, publish, read_export

_ENDINGS = (".xlsx", ".xls", ".csv", ".htm", ".html")  # anything else in the folder is left alone

DONE, REFUSED = "done", "refused"
"""Folders, inside the watched one, for files that were loaded (or were loaded before) and for those that were not."""

LOCK_NAME = ".watch.lock"
"""File, in the watched folder, that the program at work holds locked; the file stays, the lock does not."""

STABLE_SECONDS = 2.0
"""Seconds during which a file must not change before it is read."""

PAUSE_SECONDS = 5.0
"""Seconds between two looks at the folder."""

_WORDS = {"ready": "ĐÃ NẠP", "duplicate": "ĐÃ NẠP TỪ TRƯỚC", "refused": "BỊ TỪ CHỐI"}

State = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


def run(folder: Path, directory: Path, *, by: str, once: bool = False, options: Options | None = None) -> list[Reading]:
    """Load what arrives in a folder into the warehouse at `directory`.

    `once` takes what lies there (waiting up to `STABLE_SECONDS` to see that it does not change) and returns what was
    read, in order of name; a file still changing is left for the next time. Otherwise this runs until interrupted.
    When the warehouse is busy or its disk full, files stay where they are: they are tried again at the next look.

    Raises:
        NotADirectoryError: there is no such folder.
        warehouse.WarehouseBusyError: another program watches this folder.
        warehouse.WarehouseError: with `once`, a load could not be published; its file stays in the folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    try:
        with filelock.FileLock(folder / LOCK_NAME, timeout=0):
            return _watch(folder, directory, by=by, once=once, options=options or Options())
    except filelock.Timeout as error:
        raise warehouse.WarehouseBusyError(
            f"Thư mục {folder.name} đang được một chương trình khác theo dõi."
        ) from error


def _watch(folder: Path, directory: Path, *, by: str, once: bool, options: Options) -> list[Reading]:
    before = _states(folder)
    if once:
        time.sleep(STABLE_SECONDS if before else 0)
        return list(_take(folder, directory, before, by, options))
    while True:
        time.sleep(max(PAUSE_SECONDS, STABLE_SECONDS))
        try:
            for reading in _take(folder, directory, before, by, options):
                print(f"{datetime.now():%d/%m/%Y %H:%M} {reading.file}: {_WORDS[reading.status].lower()}", flush=True)
        except warehouse.WarehouseError as error:
            print(f"{datetime.now():%d/%m/%Y %H:%M} {error}", flush=True)
        before = _states(folder)


def _states(folder: Path) -> dict[str, State]:
    """Return size and time of the files to be taken; hidden ones and those that Office locks or browsers fill aside."""
    states = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.suffix.lower() not in _ENDINGS or path.is_symlink():
            continue
        try:
            if path.is_file():
                found = path.stat()
                states[path.name] = (found.st_size, found.st_mtime_ns)
        except OSError:  # it went away meanwhile
            continue
    return states


def _take(folder: Path, directory: Path, before: dict[str, State], by: str, options: Options) -> Iterator[Reading]:
    """Read, publish and move each file that has not changed since `before`, one publication a file."""
    for name, state in _states(folder).items():
        path = folder / name
        if before.get(name) != state or not _is_free(path):
            continue
        served = warehouse.newest(directory).served
        con = warehouse.connect(served.path).cursor() if served else None
        reading = read_export(path, options, con)
        if _states(folder).get(name) != state:
            continue  # it was written to while it was read: what was read may be half of it
        publish([reading], directory, by=by)
        _put_away(path, folder / (REFUSED if reading.status == "refused" else DONE), reading)
        yield reading


def _is_free(path: Path) -> bool:
    """Say whether the file can be opened for writing, which Windows denies while another program writes to it."""
    if os.name != "nt":
        return True
    try:
        with path.open("r+b"):
            return True
    except OSError:
        return False


def _put_away(path: Path, target: Path, reading: Reading) -> None:
    """Move a file, and write its report beside it, both under a name that nothing in the target has."""
    target.mkdir(exist_ok=True)
    moment = datetime.now()
    for number in range(1, 10_000):
        mark = "" if number == 1 else f" ({number})"
        place = target / f"{path.stem}{mark}{path.suffix}"
        report = target / f"{place.name}.txt"
        if place.exists():
            continue
        try:
            with report.open("x", encoding="utf-8-sig", newline="\r\n") as stream:
                stream.write(report_text(reading, moment))
        except FileExistsError:
            continue
        # The name was free a moment ago, and only this program writes there; Windows would refuse a taken one.
        path.rename(place)
        return
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target / path.name))


def report_text(reading: Reading, moment: datetime) -> str:
    """Return the report on a file in Vietnamese: what became of it, what it is, counts, and every message."""
    rows = reading.rows
    lines = [f"{_WORDS[reading.status]}: {reading.file}", f"Lúc {moment:%H:%M} ngày {moment:%d/%m/%Y}"]
    if reading.kind_label:
        lines.append(f"Loại tệp: {reading.kind_label}")
    if reading.load_id:
        lines.append(f"Lần nạp: {reading.load_id}")
    if reading.period:
        lines.append(f"Kỳ: {reading.period.label}")
    if reading.status == "ready" and reading.export_date:
        lines.append(f"Ngày xuất: {reading.export_date:%d/%m/%Y}")
    if reading.status != "duplicate":
        lines.append(
            f"{_number(rows['read'])} dòng = {_number(rows['loaded'])} nhận + {_number(rows['rejected'])} từ chối "
            f"+ {_number(rows['skipped'])} bỏ qua"
        )
    words = {"error": "Lỗi", "warning": "Lưu ý", "info": "Thông tin"}
    messages = reading.as_data()["messages"]
    if messages:
        lines.append("")
    for message in messages:
        sheet = f"trang {message['sheet']}, " if message["sheet"] else ""
        lines.append(f"- {words[message['level']]}: {sheet}{message['text']}")
    return "\n".join(lines) + "\n"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
