PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: demo test check format clean

demo: $(VENV)/.demo
	$(BIN)/counterpoise run examples/demo.toml --out results/demo --overwrite

test: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/python web/check.py

format: $(VENV)/.check
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) results dist web/node_modules src/counterpoise/explorer/static

$(VENV)/.pip: constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt pip
	touch $@

$(VENV)/.demo: $(VENV)/.pip pyproject.toml
	$(PIP) install --constraint constraints.txt --editable '.[keras]'
	touch $@

$(VENV)/.test: $(VENV)/.demo
	$(PIP) install --constraint constraints.txt --editable '.[keras,tfrecord,beam,figures]' --group test
	touch $@

$(VENV)/.check: $(VENV)/.test
	$(PIP) install --constraint constraints.txt --group check
	touch $@
