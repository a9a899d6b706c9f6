"""Run a function in a child process under limits of memory, CPU and time, and get its answer back.

A hostile file can make a parser abort, loop or eat memory; in a child that is an answer, not an outage.
Request and answer go through pipes, never through files: they hold personal data.

On Linux the child limits its own address space and CPU time (RLIMIT_AS, RLIMIT_CPU). Windows has no
such limits: there the wall clock, which is watched everywhere, is what ends a child that misbehaves.
The child is not cut off from the network; nothing that it loads opens connections.
"""

import importlib
import io
import json
import logging
import os
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

from loaders.grid import UnreadableFileError

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder: where the child runs and finds modules. Paths in a request are best absolute."""

_LOG = logging.getLogger(__name__)
_FRAME = struct.Struct(">cQ")  # kind of frame, bytes that follow
_JSON, _ARROW, _END, _PROGRESS = b"J", b"A", b"E", b"P"
_MAX_FRAME = 2 << 30
_BUFFER = 1 << 20
_GRACE_SECONDS = 2.0
_QUIET = {
    # Arenas, pools and thread stacks reserve address space that RLIMIT_AS counts, used or not.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "2",
    "PYTHONUTF8": "1",
}

Answer = tuple[dict[str, Any], list[pa.Table]]
"""What a target returns: JSON-able facts, and tables."""

Progress = Callable[[str, float], None]
"""Hears how far the work is: the name of the step (Vietnamese, for the screen), and the part of it done, 0 to 1."""

_listener: Progress | None = None  # in the child: writes to the parent; in any other process nobody listens


class ChildFailedError(UnreadableFileError):
    """Say that the child did not answer: out of memory, out of time, or dead; the text is for the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Hold what a child may use: bytes of address space, seconds of CPU, seconds on the wall clock."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float


def limits_for(size: int) -> Limits:
    """Return the limits for a file of `size` bytes: 1.5 GiB and 60 s, or 2 GiB and 120 s over 20 MB.

    The wall clock is twice the CPU time, so that a busy machine does not refuse a sound file.
    """
    if size > 20_000_000:
        return Limits(memory_bytes=2 << 30, cpu_seconds=120, wall_seconds=240)
    return Limits(memory_bytes=3 << 29, cpu_seconds=60, wall_seconds=120)


def call(
    target: str,
    request: dict[str, Any],
    *,
    memory_bytes: int,
    cpu_seconds: int,
    wall_seconds: float,
    progress: Progress | None = None,
) -> tuple[dict[str, Any], list[pa.Table]]:
    """Run `target` ("package.module:function") on `request` in a child process and return its answer.

    The function takes the request (JSON-able) and returns (JSON-able facts, Arrow tables). `progress` hears, in the
    calling thread, what the target tells by `report`; whatever it raises ends the child and goes to the caller.

    Raises:
        UnreadableFileError: the target raised it, or a subclass, which comes back with its text.
        ChildFailedError: anything else: another exception, out of memory or time, a crash.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "loaders.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A parser's own messages may quote cells; they are dropped, which also keeps the pipe from filling.
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **_QUIET, "PYTHONPATH": str(ROOT)},
    )
    order = {"target": target, "request": request, "memory_bytes": memory_bytes, "cpu_seconds": cpu_seconds}
    conversation = _Conversation(process, json.dumps(order).encode())
    try:
        conversation.thread.start()
        _hear_out(conversation, wall_seconds, progress)
        if conversation.thread.is_alive():
            raise ChildFailedError("Không đọc được tệp: đọc quá lâu. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp.")
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)  # its own exit code says why there is no answer
    finally:
        process.kill()
        process.wait()
        conversation.thread.join()
        cast(IO[bytes], process.stdout).close()
    return conversation.result(process.returncode)


def report(step: str, part: float) -> None:
    """Tell the parent how far the work is: the step's Vietnamese name, and the part of it done, 0 to 1.

    Nothing happens in a process that is no child of `call`. No cell value may be part of a step's name.
    """
    if _listener:
        _listener(step, part)


def _listen_with(listener: Progress) -> None:
    global _listener
    _listener = listener


def _hear_out(conversation: "_Conversation", wall_seconds: float, progress: Progress | None) -> None:
    """Wait for the answer, passing on what is told meanwhile; returns early when the clock runs out."""
    ends_at = time.monotonic() + wall_seconds
    while (left := ends_at - time.monotonic()) > 0:
        try:
            told = conversation.told.get(timeout=left)
        except queue.Empty:
            break
        if told is None:  # the conversation is over
            conversation.thread.join(max(ends_at - time.monotonic(), 0))
            break
        if progress:
            progress(*told)


class _Conversation:
    """Talk to the child in a thread, so that the parent can watch the clock meanwhile."""

    def __init__(self, process: "subprocess.Popen[bytes]", order: bytes) -> None:
        self._process = process
        self._order = order
        self._head: dict[str, Any] | None = None
        self._tables: list[pa.Table] = []
        self._is_whole = False
        self.told: queue.SimpleQueue[tuple[str, float] | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._talk, daemon=True)

    def _talk(self) -> None:
        try:
            self._ask_and_listen()
        finally:
            self.told.put(None)

    def _ask_and_listen(self) -> None:
        stdin, stdout = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        try:
            with stdin:
                stdin.write(self._order)
        except OSError:
            _LOG.debug("the child closed its input early")  # its exit tells the rest
        try:
            while "progress" in (head := _read_json(stdout)):
                step, part = head["progress"]
                self.told.put((str(step), min(max(float(part), 0.0), 1.0)))
            self._head = head
            for _ in range(int(self._head.get("n_tables", 0))):
                with io.BufferedReader(_ArrowFrames(stdout), _BUFFER) as frames, pa.ipc.open_stream(frames) as stream:
                    self._tables.append(stream.read_all())
            self._is_whole = True
        except (EOFError, OSError, ValueError, pa.ArrowException) as error:
            _LOG.debug("the child's answer broke off: %s", type(error).__name__)

    def result(self, exit_code: int) -> Answer:
        if self._head is None or not self._is_whole:
            _LOG.warning("child ended with code %s and no answer", exit_code)
            raise ChildFailedError(_why(exit_code))
        if "error" in self._head:
            raise _as_raised(self._head["error"])
        return self._head["meta"], self._tables


def _why(code: int) -> str:
    if code == -24:  # SIGXCPU
        return "Không đọc được tệp: tính toán quá lâu. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp."
    if code in (-6, -9):  # SIGABRT: a parser that was refused memory; SIGKILL: the system ran out of it
        return "Không đọc được tệp: cần quá nhiều bộ nhớ. Xuất theo kỳ ngắn hơn rồi tải lên từng tệp."
    return "Không đọc được tệp: trình đọc dừng đột ngột. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."


def _as_raised(error: dict[str, str]) -> UnreadableFileError:
    """Rebuild the child's exception; what is not an UnreadableFileError keeps its type name in the log only."""
    if error["kind"] == "refused":
        module, _, name = error["class"].partition(":")
        if module.partition(".")[0] in ("loaders", "warehouse"):
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and issubclass(found, UnreadableFileError):
                return found(error["text"])
        return UnreadableFileError(error["text"])
    _LOG.warning("child failed with %s", error["class"])
    if error["kind"] == "memory":
        return ChildFailedError(_why(-6))
    return ChildFailedError(_why(1))


class _ArrowFrames(io.RawIOBase):
    """Present the Arrow frames of one table as one readable stream."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._left = 0
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        while not self._left and not self._is_over:
            kind, self._left = _read_head(self._source)
            self._is_over = kind == _END
        size = self._source.readinto(view[: self._left])  # type: ignore[attr-defined]
        if self._left and not size:
            raise EOFError
        self._left -= size
        return int(size)

    def close(self) -> None:
        while not self.closed and not self._is_over:
            # What the stream's reader left over, its end mark at least.
            kind, size = _read_head(self._source)
            self._source.read(self._left + size)
            self._left, self._is_over = 0, kind == _END
        super().close()


class _FrameWriter(io.RawIOBase):
    """Send each write as one Arrow frame."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink = sink

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        self._sink.write(_FRAME.pack(_ARROW, len(view)))
        self._sink.write(view)
        return len(view)


def _read_head(source: IO[bytes]) -> tuple[bytes, int]:
    head = source.read(_FRAME.size)
    if len(head) < _FRAME.size:
        raise EOFError
    kind, size = _FRAME.unpack(head)
    if size > _MAX_FRAME or kind not in (_JSON, _ARROW, _END, _PROGRESS):
        raise ValueError("not a frame")
    return kind, size


def _read_json(source: IO[bytes]) -> dict[str, Any]:
    """Read the next progress frame, as {"progress": [step, part]}, or the head of the answer."""
    kind, size = _read_head(source)
    if kind not in (_JSON, _PROGRESS):
        raise ValueError("not an answer")
    text = source.read(size)
    if len(text) < size:
        raise EOFError
    content = json.loads(text)
    answer: dict[str, Any] = {"progress": content} if kind == _PROGRESS else content
    return answer


def _progress_to(sink: IO[bytes]) -> Progress:
    """Return a listener that writes to the parent at once; the same news twice is sent once."""
    last: list[tuple[str, int]] = []

    def tell(step: str, part: float) -> None:
        news = (step, round(part * 100))
        if last != [news]:
            last[:] = [news]
            text = json.dumps([step, part]).encode()
            sink.write(_FRAME.pack(_PROGRESS, len(text)) + text)
            sink.flush()

    return tell


def _send(sink: IO[bytes], head: dict[str, Any], tables: list[pa.Table]) -> None:
    text = json.dumps(head).encode()
    sink.write(_FRAME.pack(_JSON, len(text)) + text)
    for table in tables:
        frames = io.BufferedWriter(_FrameWriter(sink), _BUFFER)
        with pa.ipc.new_stream(frames, table.schema) as stream:
            stream.write_table(table)
        frames.flush()
        sink.write(_FRAME.pack(_END, 0))
    sink.flush()


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Limit this process where the system can (Linux); elsewhere the parent's clock has to do."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _run(order: dict[str, Any]) -> tuple[dict[str, Any], list[pa.Table]]:
    try:
        module, _, name = order["target"].partition(":")
        target: Callable[[dict[str, Any]], Answer] = getattr(importlib.import_module(module), name)
        meta, tables = target(order["request"])
        return {"meta": meta, "n_tables": len(tables)}, tables
    except UnreadableFileError as refusal:
        return _told("refused", refusal, str(refusal)), []
    except (MemoryError, pa.ArrowMemoryError) as shortage:
        return _told("memory", shortage), []
    except BaseException as failure:  # a Rust panic is a BaseException; its text may quote cells, so only its type goes
        return _told("failed", failure), []


def _told(kind: str, error: BaseException, text: str = "") -> dict[str, Any]:
    return {"error": {"kind": kind, "text": text, "class": f"{type(error).__module__}:{type(error).__qualname__}"}}


def main() -> None:
    """Be the child: read the order from stdin, run it under its limits, answer on stdout."""
    order = json.load(sys.stdin.buffer)
    # The answer has stdout's pipe to itself: whatever a library prints goes to stderr.
    pipe = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)
    _limit(order["memory_bytes"], order["cpu_seconds"])
    # This file runs as __main__; targets import it by its name.
    importlib.import_module("loaders.child")._listen_with(_progress_to(pipe))
    head, tables = _run(order)
    with pipe:
        _send(pipe, head, tables)


if __name__ == "__main__":
    main()
