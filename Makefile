# Everything goes through these targets; README.md names `make start` and `make test`.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501
DEMO ?= 1
WAREHOUSE_FILE = data/$(if $(filter 0,$(DEMO)),warehouse,demo).duckdb

.PHONY: start test check bench fuzz docs examples system clean

# make start            the app with invented example data (演示数据)
# make start DEMO=0     the app with an empty warehouse of its own
start: $(VENV)/.installed $(WAREHOUSE_FILE)
	@test -z "$$DISPLAY$$WAYLAND_DISPLAY" || (sleep 4; xdg-open http://localhost:$(PORT) >/dev/null 2>&1) &
	WAREHOUSE=$(WAREHOUSE_FILE) $(VENV)/bin/streamlit run app.py --server.port $(PORT)

# Two at a time, a file to each: the machines that run this have two cores. Browsers come after, one by one: each wants both.
test: $(VENV)/.installed-dev system
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	$(VENV)/bin/python -m pytest tests/browser

check: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

bench: $(VENV)/.installed-dev system
	$(VENV)/bin/python -m tests.benchmarks

# Stored workbooks spoiled at random, through the sandbox; FUZZ_SECONDS (60) says how long.
fuzz: $(VENV)/.installed-dev
	$(VENV)/bin/python -m tests.hostile.fuzz

# The invented workbooks are kept in the repository; this makes them anew.
examples: $(VENV)/.installed
	$(VENV)/bin/python -m examples.make_examples

# The pages of docs/ that are written from data.
docs: $(VENV)/.installed
	$(VENV)/bin/python -m loaders.problems_page > docs/problems.md

# Chromium and Chinese fonts, for the browser tests.
system:
	bash .ci/system-packages

data/warehouse.duckdb: | $(VENV)/.installed
	$(VENV)/bin/python -m warehouse init --warehouse $@

# Whole or not at all: an interrupted load leaves no half-filled demo behind.
data/demo.duckdb: | $(VENV)/.installed
	rm -f data/loading.duckdb data/loading.duckdb.wal
	$(VENV)/bin/python -m warehouse init --warehouse data/loading.duckdb
	$(VENV)/bin/python -m examples --warehouse data/loading.duckdb
	rm -f data/loading.duckdb.lock
	mv data/loading.duckdb $@

$(VENV)/.installed: requirements.txt
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache .hypothesis
