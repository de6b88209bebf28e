# make setup   everything `rpa` needs, in .venv and from the system's package manager
# make demo    set up, then watch a robot work in a sample company
# make test    set up for development, then every check
# Needs: Python 3.11 or newer, make, and a package manager (apt, dnf or brew), as root or with sudo.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev compiled demo test lint bench crash crash-long clean

BIN := .venv/bin
SOURCES := rpa tests
WORKERS ?= auto

help:
	@sed -n 's/^# //p' Makefile | head -4
	@echo "make lint | bench | crash | crash-long | clean"

# An environment that is there already is used as it is.
.venv/made:
	@set -eu; \
	if .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then touch $@; exit 0; fi; \
	python=; \
	for name in python3.13 python3.12 python3.11 python3; do \
	  if command -v $$name >/dev/null 2>&1 && \
	     $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "There is no Python 3.11 or newer here (looked for python3.13, 3.12, 3.11, python3). Install one." >&2; exit 6; \
	fi; \
	echo "Making .venv with $$($$python --version)"; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  if command -v apt-get >/dev/null 2>&1 && { [ "$$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1; }; then \
	    sudo=; if [ "$$(id -u)" != 0 ]; then sudo="sudo"; [ -t 0 ] || sudo="sudo -n"; fi; \
	    $$sudo apt-get update -q </dev/null || echo "the list of packages is not up to date; going on" >&2; \
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y \
	      --no-install-recommends "python$$version-venv" </dev/null; \
	  else \
	    echo "This Python has no venv. Install it (Debian, Ubuntu: python$$version-venv) and run make again." >&2; exit 6; \
	  fi; \
	fi; \
	$$python -m venv --clear .venv; \
	touch $@

# Each stamp is as old as the last installation: a changed pyproject.toml installs again.
.venv/installed: .venv/made pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

.venv/installed-dev: .venv/made pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev,keyring]'
	@touch $@ .venv/installed

.venv/ready: .venv/installed
	$(BIN)/rpa doctor --fix
	@touch $@

.venv/ready-dev: .venv/installed-dev
	$(BIN)/rpa doctor --fix --for-tests
	@touch $@ .venv/ready

setup: .venv/ready

setup-dev: .venv/ready-dev

# Robots are started by the dozen: where the environment forbids Python to keep what it compiles, each would compile anew.
compiled:
	@$(BIN)/python -m compileall -q rpa

demo: setup compiled
	$(BIN)/rpa demo

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint compiled
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Ten to fifteen minutes on an idle machine of two processors; each script says how long it takes alone.
bench: setup-dev
	for script in tests/bench/bench_*.py; do \
	  echo "== $$script"; $(BIN)/python -m tests.bench.$$(basename $$script .py) || exit 1; \
	done

# Other kill points each day; the table at the end says the seed, and SEED=... takes the same ones again.
SEED ?= $(shell date +%F)

crash: setup-dev compiled
	RPA_CRASH_SEED=$(SEED) RPA_CRASH_WIDE=1 RPA_CRASH_CASES=1 RPA_CRASH_KILLS=24 RPA_CRASH_KEYS=10000 $(BIN)/python -m pytest tests/crash -n $(WORKERS) --dist worksteal

# Every kill point of every recipe, and 1,000 kills at random (1,300 tries: some come when all is done): hours.
crash-long: setup-dev compiled
	RPA_CRASH_SEED=$(SEED) RPA_CRASH_ALL=1 RPA_CRASH_KILLS=1300 RPA_CRASH_KEYS=10000 RPA_CRASH_EXAMPLES=3000 \
	  $(BIN)/python -m pytest tests/crash -n $(WORKERS) --dist worksteal

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find rpa tests -name __pycache__ -type d -prune -exec rm -rf {} +
