# `make` lists the targets. Each does what it needs first, so that any of them works on a fresh
# machine that has Python 3.11 or later and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Stamps: a set-up that was interrupted has left none, and is done again.
RUN_READY := $(VENV)/.ready-to-run
DEV_READY := $(VENV)/.ready-to-develop

.DEFAULT_GOAL := help
.PHONY: help run test test-full lint types format texts screenshots rehearse chaos bench

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_READY) ## start everything on PORT (8000); Ctrl-C stops it, data stay in var/
	@$(BIN)/python -m tools.embedded.run

# Three processes for two cores: much of a test's time is waiting.
PROCESSES = $(shell $(PYTHON) -c "import os; print(min(4, os.cpu_count() * 3 // 2))")
PYTEST = $(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadscope
test: $(DEV_READY) ## run the tests but for the long ones; ARGS="-k pause" goes to pytest
	@-$(BIN)/python -m tests.support.browser
	@echo "Left out: long tests (make test-full) and those that read the source (make lint)."
	@$(PYTEST) -m "not long and not lint" $(ARGS)

# How many cases the tests with random cases try; without these, as many as take seconds.
test-full: export HISTORIES = 300
test-full: export ORDERS = 60
test-full: export STRANGE_BODIES = 10000
test-full: $(DEV_READY) ## run the long tests too, with more cases; ARGS go to pytest
	@-$(BIN)/python -m tests.support.browser
	@$(PYTEST) -m "not lint" $(ARGS)

lint: $(DEV_READY) ## check style, format, spelling, imports, names and texts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/python -m pytest tests/lint

types: $(DEV_READY) ## check the types
	@$(BIN)/mypy

format: $(DEV_READY) ## format, and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

texts: $(RUN_READY) ## collect the texts for people into webapp/translations, for translating
	@$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k N_ -k NN_:1,2 --no-location \
	  --sort-output --omit-header -o var/texts.pot .
	@$(BIN)/pybabel -q update -i var/texts.pot -d webapp/translations --no-fuzzy-matching \
	  --ignore-obsolete --ignore-pot-creation-date --no-wrap

screenshots: $(DEV_READY) ## take a picture of every page; ARGS="overview-show" names some
	@$(BIN)/python -m tools.screenshots $(ARGS)

rehearse: $(RUN_READY) ## rehearse a campaign of 10,000 on a virtual calendar; ARGS go to it
	@$(BIN)/python -m tools.rehearsal $(ARGS)

chaos: $(RUN_READY) ## send to 20,000 while parts are killed, emptied and restarted; ARGS go to it
	@$(BIN)/python -m tools.chaos $(ARGS)

bench: $(RUN_READY) ## run the benchmarks, each beside its baseline; ARGS="webhook-post" names some
	@$(BIN)/python -m tools.bench $(ARGS)

$(RUN_READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed and $(PYTHON) is not. Name one:" \
	       "make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null \
	  || { echo "$(PYTHON) cannot make a virtual environment (it has no ensurepip)." \
	       "On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the packages the product runs on ..."
	@$(PIP) install -qq -r requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	@echo "Installing the packages of the checks and tests ..."
	@$(PIP) install -qq -r requirements-dev.txt
	@touch $@
