"""The Gantt chart: bars as long as the days they stand for, what has run over in colour, rings where work is done."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from ui import charts
from ui.theme import TASK_LOOKS

DAY = date(2023, 9, 30)


def task(name: str, due: date, state: str, done: date | None = None) -> dict[str, object]:
    return {"name": name, "due_on": due, "done_on": done, "state": state, "said": "còn 31 ngày"}


def bars(shown: dict, colour: str) -> list[tuple[int, int, int]]:
    return [(shape["y0"], shape["x0"], shape["x1"]) for shape in shown["layout"]["shapes"]
            if shape["line"]["width"] == 9 and shape["line"]["color"] == colour]  # fmt: skip


def test_a_bar_runs_to_the_day_or_to_when_it_was_done_and_what_is_late_is_coloured():
    rows = pd.DataFrame([
        task("còn hạn", date(2023, 10, 31), "in_progress"),
        task("quá hạn", date(2023, 8, 31), "overdue"),
        task("xong sớm", date(2023, 10, 31), "done", date(2023, 2, 1)),
        task("xong trễ", date(2023, 1, 31), "done", date(2023, 2, 10)),
    ])  # fmt: skip
    shown = charts.gantt(rows, DAY, 2023)
    grey, red = (TASK_LOOKS[key].mark for key in ("not_started", "overdue"))
    assert bars(shown, grey) == [(0, 0, 272), (1, 0, 242), (2, 0, 31), (3, 0, 30)]
    assert bars(shown, red) == [(1, 242, 272), (3, 30, 40)]
    rings = [(trace["y"][0], trace["x"][0]) for trace in shown["data"] if trace["marker"]["opacity"]]
    assert rings == [(2, 31), (3, 40)]
    go.Figure(shown)


def test_days_beyond_the_year_stand_at_its_end_and_names_are_escaped():
    rows = pd.DataFrame([task("<b>a</b>", date(2024, 3, 31), "overdue")])
    shown = charts.gantt(rows, date(2024, 6, 30), 2023)
    assert all(shape["x1"] <= 364 for shape in shown["layout"]["shapes"])
    assert "<b>a</b>" not in str(shown["layout"]["annotations"])
