# make run: set up, build the base, serve it on this machine.   make test: set up, run every test.
PYTHON ?= python3
VENV := .venv
KB := $(VENV)/bin/kb
export AML_EVIDENCE_HOME ?= $(CURDIR)/.releases
PORT ?= 8000

.PHONY: setup run test check bench clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

setup: $(VENV)/.ready

run: setup
	$(KB) build
	$(KB) serve --port $(PORT)

test: check
	$(VENV)/bin/python -m pytest

check: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

bench: setup
	$(VENV)/bin/python -m tests.benchmarks

clean:
	rm -rf $(VENV) .releases build dist
