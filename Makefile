# Everything a person does with this project. `make` alone says what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate --quiet

# The first Python of at least 3.11, or the one given: make test PYTHON=python3.13
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)

.PHONY: help run test check format bench pictures lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## start the bot; without Slack tokens a local Slack opens in the browser
	@exec $(BIN)/mri-appeal run

test: $(VENV)/.installed-dev ## run the whole test suite
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.installed-dev ## format, lint, types, import directions, rulebook
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/pyright
	@PYTHONPATH=. $(BIN)/lint-imports
	@$(BIN)/mri-appeal rules lint

format: $(VENV)/.installed-dev ## put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.installed-dev ## measure what the figures of the project stand for
	@$(BIN)/python -m benchmarks

pictures: $(VENV)/.installed-dev ## walk the bot in Chromium and renew the pictures of docs/guide.md
	@PICTURES=docs/pictures $(BIN)/python -m pytest tests/browser/test_case_file.py tests/browser/test_insurer.py tests/browser/test_overview.py tests/browser/test_reminders.py

lock: ## renew the lock files (needs uv)
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove the virtual environment and what tools left behind; var/ (your data) stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make run PYTHON=/usr/bin/python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) (once)…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@$(INSTALL) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@$(INSTALL) -r requirements-dev.lock
	@touch $@
