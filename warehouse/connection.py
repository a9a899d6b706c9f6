"""Open DuckDB files with the settings that keep them safe: no files, no network, no change of settings."""

import atexit
import os
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path

import duckdb

READER_MEMORY = "512MB"
"""Memory that queries on one published snapshot may take in one process; beyond it they use temporary files."""

WRITER_MEMORY = "1GB"
"""Memory that a load may take inside the engine; beyond it the engine uses temporary files."""

TEMPORARY_FILES_AT_MOST = "8GB"
"""Disk that the temporary files of one database may take."""

THREADS = min(4, os.cpu_count() or 1)
"""Threads of one database; the rest of the machine belongs to the screens."""

_opening = threading.Lock()


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published snapshot read-only, for as long as the connection is referred to; never close it by hand.

    Use `connection.cursor()` for every query: one connection shared by threads mixes up their rows. The engine
    can read no other file, reach no network and take no new setting. Open only what `newest` or `verify`
    found intact.

    Raises:
        duckdb.IOException: the file is gone (retention) or is no database.
    """
    return _opened(path, read_only=True, memory=READER_MEMORY, temporary=_process_folder() / path.stem)


def open_staging(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a staging file for writing, with its temporary files beside it, under the same restrictions.

    Arrow tables can be registered; rows keep the order in which they are put in.

    Raises:
        duckdb.Error: the file is no database of a version that this engine can write.
    """
    return _opened(path, read_only=False, memory=WRITER_MEMORY, temporary=path.with_suffix(".tmp"))


def _opened(path: Path, *, read_only: bool, memory: str, temporary: Path) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": THREADS,
        "preserve_insertion_order": True,
        "autoload_known_extensions": False,
        "autoinstall_known_extensions": False,
    }
    # Connections of one process to one path share an engine, which can be locked only once.
    with _opening:
        connection = duckdb.connect(path, read_only=read_only, config=config)
        is_locked = connection.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]
        if not is_locked:
            folder = str(temporary).replace("'", "''")
            connection.execute(f"SET temp_directory = '{folder}'")
            connection.execute(f"SET max_temp_directory_size = '{TEMPORARY_FILES_AT_MOST}'")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
    return connection


@cache
def _process_folder() -> Path:
    # Read-only snapshots may lie where readers cannot write, and the engine's default is beside the file.
    folder = Path(tempfile.mkdtemp(prefix="warehouse-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
