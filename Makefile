# make run: set up, build the base, serve it on this machine.   make test: set up, run every test.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
export AML_EVIDENCE_HOME ?= $(CURDIR)/.releases

.PHONY: setup run test check bench clean

# The mark of a finished environment holds the folder that it was made in: one that was moved is made anew.
ifneq ($(shell cat $(VENV)/.ready 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.ready
endif

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer; if you have one by another name, say: make $(or $(MAKECMDGOALS),run) PYTHON=python3.12" >&2; exit 1; }
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv --clear $(VENV); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
	  $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(VENV) --quiet install pip; \
	else echo "This Python cannot make environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; fi
	$(PIP) install --upgrade pip
	$(PIP) install --editable '.[dev]'
	@pwd -P > $@

# pip shows no warning of a build: the second line tells what is missing, and tries again.
setup: $(VENV)/.ready
	@$(BIN)/python build_libraries.py

run: setup
	$(BIN)/kb build
	$(BIN)/kb serve --port $(PORT)

test: check
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf $(VENV) .releases build dist
