"""Warehouses for looking at screens, an empty one and ones with invented dossiers; servers and a browser for them."""

from collections.abc import Iterator

import made_up
import pytest
import serving


@pytest.fixture(scope="session")
def filled_warehouse(tmp_path_factory):
    """Return a folder with one published load of 1.500 invented dossiers, the first half of 2023."""
    folder = tmp_path_factory.mktemp("kho")
    made_up.publish(folder)
    return folder


@pytest.fixture
def filled(filled_warehouse, monkeypatch):
    """Let the screens read the invented dossiers."""
    monkeypatch.setenv("WAREHOUSE_DIR", str(filled_warehouse))
    return filled_warehouse


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """Let the screens read a warehouse before its first load."""
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path / "kho"))
    return tmp_path / "kho"


@pytest.fixture
def address(filled_warehouse) -> Iterator[str]:
    """Serve the invented dossiers, for looking at; give the address."""
    with serving.served(filled_warehouse) as server:
        yield server.url


@pytest.fixture
def office(tmp_path) -> Iterator[serving.Server]:
    """Serve a warehouse of its own with one real load, to publish into."""
    made_up.publish(tmp_path / "kho", is_sample=False)
    with serving.served(tmp_path / "kho") as server:
        yield server


@pytest.fixture
def page() -> Iterator:
    """Open a page of a browser of its own."""
    with serving.browser() as browser:
        yield serving.new_page(browser)
