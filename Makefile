# make run    set up and start the dashboard on http://127.0.0.1:8501 (with made-up sample data before the first load)
# make test   set up everything the tests need, a browser included, then the whole check
# make check  format, lint, architecture, types, tests: the loop before a commit
# make bench  speed and memory, measured and printed
# make twin   every figure against its second count on 300 invented worlds
# make mutate which changes to the code no test notices (docs/mutation.md); hours for all, never part of the check

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: run test check format lint architecture types tests twin bench mutate browser sample clean

run: $(VENV)/.run-ready
	@ls data/warehouse/*.duckdb >/dev/null 2>&1 || $(MAKE) --no-print-directory sample
	$(BIN)/streamlit run server.py

sample: $(VENV)/.run-ready
	$(BIN)/python -m loaders load --sample --by "Số liệu minh họa" data/sample

test: $(VENV)/.test-ready browser
	@$(MAKE) --no-print-directory check

check: lint architecture types tests

format: $(VENV)/.test-ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

architecture: $(VENV)/.test-ready
	$(BIN)/lint-imports

types: $(VENV)/.test-ready
	$(BIN)/mypy

tests: $(VENV)/.test-ready
	$(BIN)/python -m pytest -ra -n auto

twin: $(VENV)/.test-ready
	TWIN_SETS=300 $(BIN)/python -m pytest -ra -n auto tests/metrics/test_twin.py tests/metrics/test_twin_reports.py

bench: $(VENV)/.test-ready browser
	$(BIN)/python -m bench
	$(BIN)/python -m bench.screens

mutate: $(VENV)/.test-ready
	$(BIN)/python -m bench.mutants

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends chromium; } || \
	  echo "Chromium could not be installed: the browser tests will be skipped."

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear $(VENV); }

$(VENV)/.run-ready: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test-ready: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run-ready

clean:
	rm -rf $(VENV) mutants .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
