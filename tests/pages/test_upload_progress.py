"""The bar of a file that is being read: it only ever fills, and its words name the step."""

from concurrent.futures import Future

from loaders.steps import STEPS
from ui.reading_queue import Task, Way


class Upload:
    """A file of the uploader."""

    file_id, name = "1", "thọ 04-07-2023.csv"

    def getvalue(self) -> bytes:
        return b""


def test_the_bar_fills_step_by_step_from_nothing_to_the_whole(empty):
    task = Task(Upload(), Way(file_id="1"))
    assert task.state() == (0.0, "chờ đọc")
    shares = []
    for step in STEPS:
        for part in (0.0, 0.25, 0.5, 1.0):
            task._hear(step, part)
            shares.append(task.state()[0])
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert round(shares[-1], 9) == 1.0


def test_the_words_of_the_bar_name_the_step_and_its_part(empty):
    task = Task(Upload(), Way(file_id="1"))
    task._hear("mở tệp", 0.374)
    assert task.state()[1] == "bước 1/4, mở tệp 37\u00a0%"
    task.future = Future()
    task.future.set_result(None)
    assert task.state() == (1.0, "đã kiểm tra")
