"""A child that misbehaves is an answer in words; the parent goes on."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import Any

import pyarrow as pa
import pytest

from loaders import child
from loaders.grid import UnreadableFileError
from tests.loaders import hostile

TARGETS = "tests.loaders.test_child"


class LayoutError(UnreadableFileError):
    """A refusal of another kind, but not from our own packages."""


def echo(request: dict[str, Any]) -> child.Answer:
    print("noise on stdout")
    sys.stderr.write("noise on stderr " * 100_000)
    return {"seen": request}, [pa.table({"a": [1, None, 3], "b": ["ạ", "", None]}), pa.table({})]


def large(request: dict[str, Any]) -> child.Answer:
    return {}, [pa.table({"n": pa.array(range(2_000_000))}) for _ in range(request["count"])]


def reporting(request: dict[str, Any]) -> child.Answer:
    for step, part in request["steps"]:
        child.report(step, part)
    return {"done": True}, [pa.table({"a": [1]})]


def reporting_fork(_request: dict[str, Any]) -> child.Answer:
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        pool.submit(report_hundredths).result()
    child.report("kiểm tra", 1.0)
    return {"done": True}, [pa.table({"a": [1]})]


def report_hundredths() -> None:
    for part in range(101):
        child.report("mở tệp", part / 100)


def hungry(_request: dict[str, Any]) -> child.Answer:
    return {"size": len(bytearray(3 << 30))}, []


def hungry_arrow(_request: dict[str, Any]) -> child.Answer:
    return {"rows": len(pa.nulls(3 << 30, pa.int8()))}, []


def endless(_request: dict[str, Any]) -> child.Answer:
    while True:
        pass


def asleep(_request: dict[str, Any]) -> child.Answer:
    time.sleep(60)
    return {}, []


def aborting(_request: dict[str, Any]) -> child.Answer:
    os.abort()


def leaving(_request: dict[str, Any]) -> child.Answer:
    os._exit(0)


def refusing(request: dict[str, Any]) -> child.Answer:
    raise UnreadableFileError(request["text"])


def refusing_in_own_words(_request: dict[str, Any]) -> child.Answer:
    raise LayoutError("Sai mẫu.")


def failing(_request: dict[str, Any]) -> child.Answer:
    raise KeyError("Nguyễn Văn A")


def call(name: str, request: dict[str, Any] | None = None, *, memory: int = 3 << 29, cpu: int = 20, wall: float = 30):
    return child.call(f"{TARGETS}:{name}", request or {}, memory_bytes=memory, cpu_seconds=cpu, wall_seconds=wall)


def test_answer_comes_back_whole_whatever_is_printed_meanwhile():
    meta, tables = call("echo", {"text": "Xuân Lộc", "n": [1, 2]})
    assert meta == {"seen": {"text": "Xuân Lộc", "n": [1, 2]}}
    assert tables[0].to_pydict() == {"a": [1, None, 3], "b": ["ạ", "", None]}
    assert tables[1].num_columns == 0


def test_large_tables_come_back_whole():
    _, tables = call("large", {"count": 3})
    assert [table.column("n")[-1].as_py() for table in tables] == [1_999_999] * 3


def test_refusal_comes_back_with_its_text():
    with pytest.raises(UnreadableFileError, match=r"^Tệp có mật khẩu\.$") as caught:
        call("refusing", {"text": "Tệp có mật khẩu."})
    assert type(caught.value) is UnreadableFileError


def test_refusal_of_a_class_from_elsewhere_comes_back_as_a_plain_one():
    with pytest.raises(UnreadableFileError, match=r"^Sai mẫu\.$"):
        call("refusing_in_own_words")


def test_other_exceptions_are_not_quoted(caplog):
    with pytest.raises(child.ChildFailedError, match="Không đọc được tệp") as caught:
        call("failing")
    assert "Nguyễn" not in str(caught.value) + caplog.text
    assert "KeyError" in caplog.text


def reported(steps, progress):
    return child.call(
        f"{TARGETS}:reporting", {"steps": steps}, memory_bytes=3 << 29, cpu_seconds=20, wall_seconds=30,
        progress=progress,
    )  # fmt: skip


def test_progress_is_heard_in_order_and_in_the_thread_that_asked():
    heard = []

    def hear(step, part):
        heard.append((step, part, threading.current_thread() is threading.main_thread()))

    meta, tables = reported([("mở tệp", 0.0), ("mở tệp", 0.5), ("kiểm tra", 1.0)], hear)

    assert heard == [("mở tệp", 0.0, True), ("mở tệp", 0.5, True), ("kiểm tra", 1.0, True)]
    assert meta == {"done": True}
    assert tables[0].to_pydict() == {"a": [1]}


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="hệ điều hành không có fork")
def test_what_a_fork_of_the_child_tells_is_heard_whole_and_before_the_answer():
    heard = []

    meta, tables = child.call(
        f"{TARGETS}:reporting_fork", {}, memory_bytes=3 << 29, cpu_seconds=20, wall_seconds=30,
        progress=lambda step, part: heard.append((step, part)),
    )  # fmt: skip

    assert heard == [*(("mở tệp", part / 100) for part in range(101)), ("kiểm tra", 1.0)]
    assert meta == {"done": True}
    assert tables[0].to_pydict() == {"a": [1]}


def test_progress_that_nobody_listens_to_changes_nothing():
    assert reported([("mở tệp", 0.0)], None)[0] == {"done": True}
    child.report("mở tệp", 0.5)


def test_a_part_beyond_the_whole_is_cut():
    heard = []
    reported([("mở tệp", -1.0), ("mở tệp", 7.0)], lambda step, part: heard.append(part))
    assert heard == [0.0, 1.0]


def test_a_listener_that_fails_ends_the_child_and_is_heard():
    def leave(_step, _part):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reported([("mở tệp", 0.0)] * 3, leave)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
@pytest.mark.parametrize("name", ["hungry", "hungry_arrow"])
def test_too_much_memory_is_an_answer(name):
    with pytest.raises(child.ChildFailedError, match="bộ nhớ"):
        call(name)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not limit CPU time")
def test_too_much_cpu_time_is_an_answer():
    with pytest.raises(child.ChildFailedError, match="tính toán quá lâu"):
        call("endless", cpu=1)


def test_too_much_time_on_the_wall_clock_is_an_answer():
    began = time.monotonic()
    with pytest.raises(child.ChildFailedError, match="đọc quá lâu"):
        call("asleep", wall=2)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("name", ["aborting", "leaving"])
def test_a_child_that_dies_is_an_answer(name):
    with pytest.raises(child.ChildFailedError, match="Không đọc được tệp"):
        call(name)


def test_a_target_that_is_not_there_is_an_answer():
    with pytest.raises(child.ChildFailedError):
        call("missing")


def test_several_children_at_once_do_not_mix_their_answers():
    answers: dict[int, Any] = {}
    threads = [
        threading.Thread(target=lambda n=n: answers.update({n: call("echo", {"n": n})[0]["seen"]["n"]}))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {0: 0, 1: 1, 2: 2, 3: 3}


def test_start_up_loads_neither_pandas_nor_duckdb_nor_streamlit():
    code = (
        "import sys, loaders.child, loaders.workbook, loaders.excel_table, loaders.csv_table, loaders.html_table;"
        "print([name for name in ('pandas', 'duckdb', 'streamlit', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=child.ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_limits_grow_with_the_file():
    small, large_ = child.limits_for(1_000), child.limits_for(20_000_001)
    assert (small.memory_bytes, small.cpu_seconds) == (3 << 29, 60)
    assert (large_.memory_bytes, large_.cpu_seconds) == (2 << 30, 120)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_a_file_that_would_eat_all_memory_ends_in_words(tmp_path):
    from loaders.workbook import read_in_child

    (tmp_path / "a.xlsx").write_bytes(hostile.long_shared_string(20_000))
    with pytest.raises(UnreadableFileError, match="chữ"):
        read_in_child(tmp_path / "a.xlsx")
