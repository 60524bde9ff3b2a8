# Each target installs what it needs into $(VENV). Only Python (3.11 to 3.13) and make are needed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= demo
SEED ?= 2008
WORKERS ?= auto
COVERAGE ?= --cov --cov-report=term:skip-covered
TESTS ?=
FAULTS ?=
BENCH ?=

.PHONY: demo test check format bench faults clean
.DEFAULT_GOAL := demo

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.for-use: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[plots,documents]"
	@touch $@

$(VENV)/.for-work: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@ $(VENV)/.for-use

demo: $(VENV)/.for-use  ## the whole loop on two simulated years
	$(BIN)/courtqa demo --out $(OUT) --seed $(SEED)

test: $(VENV)/.for-work  ## all tests, with branch coverage; README and docs run too
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(COVERAGE) $(TESTS)

check: $(VENV)/.for-work  ## lint, format, types, the arrow of imports, the built-in packs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	for pack in harbin prc_current court_performance spc_indicators; do $(BIN)/courtqa policy check $$pack || exit 1; done

format: $(VENV)/.for-work
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.for-bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	@touch $@ $(VENV)/.for-work $(VENV)/.for-use

bench: $(VENV)/.for-bench  ## the comparisons, each side by side in one run
	$(BIN)/python -m benchmarks $(BENCH)

faults: $(VENV)/.for-work  ## what the docket survives, tried out and counted (minutes)
	$(BIN)/python -m faults $(FAULTS)

clean:
	rm -rf $(VENV) $(OUT) .pytest_cache .mypy_cache .ruff_cache .coverage*
