"""A warehouse with invented dossiers, and what a report of its half year says."""

import pytest

import warehouse
from metrics.plan import load
from reports import making
from reports.content import Order, build
from tests.pages import made_up
from warehouse.period import Period


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Return a folder with one published load of 700 invented dossiers of January to June 2023, called real.

    Land and construction are late often enough to miss their target in both quarters.
    """
    directory = tmp_path_factory.mktemp("kho")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "AGENCIES", made_up.AGENCIES | {"741.TNMT": 0.8, "741.KTHT": 0.85})
        made_up.publish(directory, dossiers=700, is_sample=False)
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
