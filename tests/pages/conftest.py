"""Warehouses for looking at screens: an empty one, and one with invented dossiers."""

import made_up
import pytest


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
