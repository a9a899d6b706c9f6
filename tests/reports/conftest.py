"""A warehouse with invented dossiers, and what a report of its half year says."""

from datetime import date

import pytest

import warehouse
from metrics.plan import load
from reports import making
from reports.content import Order, build
from tests.pages import made_up
from warehouse import meeting_ledger
from warehouse.period import Period


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Return a folder with one published load of 700 invented dossiers of January to June 2023, called real.

    Land and construction are late often enough to miss their target in both quarters. Two meetings on the half year
    have reached a conclusion each.
    """
    directory = tmp_path_factory.mktemp("kho")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "AGENCIES", made_up.AGENCIES | {"741.TNMT": 0.8, "741.KTHT": 0.85})
        made_up.publish(directory, dossiers=700, is_sample=False)
    snapshot = warehouse.history(directory)[0]
    for text, due_on, met_on in (
        ("Rà soát hồ sơ tồn", date(2023, 6, 20), date(2023, 6, 5)),
        ("Xử lý dứt điểm hồ sơ đất đai trễ hạn", date(2023, 7, 31), date(2023, 7, 5)),
    ):
        meeting_ledger.conclude(
            snapshot, text=text, who="Phòng Tài nguyên và Môi trường", due_on=due_on, slide="tong-quan",
            slide_title="Chỉ tiêu đạt", period=Period.parse("2023-H1"), met_on=met_on, by="Lan",
        )  # fmt: skip
    return directory


@pytest.fixture(scope="session")
def order(folder):
    """Return the order of a report of the half year."""
    return Order(snapshot=making.snapshot(folder), period=Period.parse("2023-H1"))


@pytest.fixture(scope="session")
def con(order):
    """Return a connection to the snapshot."""
    with warehouse.connect(order.snapshot.path) as con:
        yield con


@pytest.fixture(scope="session")
def content(con, order):
    """Return what the report says."""
    return build(con, order, load(2023))
