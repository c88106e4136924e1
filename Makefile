# make demo and make test need nothing but Python 3.11 to 3.14: each makes the virtual environment itself.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# Tests of one file share their servers and their finished crawl, so a file stays in one process. Many wait for
# a server or a clock, so there is a process more than cores. In the order of their names the longest files are
# not the last; by their number of tests they would be.
EACH_CORE := --numprocesses $$(( $$(nproc) + 1 )) --dist loadfile --no-loadscope-reorder

# The stores under test sync every file that they write, thousands of them. In memory, where there is room, that takes
# no time; what a test that has passed leaves is taken away.
MEMORY := $(shell [ "$$(df -k /dev/shm 2>/dev/null | awk 'END {print $$4}')" -gt 4000000 ] 2>/dev/null && echo /dev/shm)
IN_MEMORY := $(if $(MEMORY),PYTEST_DEBUG_TEMPROOT=$(MEMORY)) $(BIN)/pytest -o tmp_path_retention_policy=failed

# What of Ray is compiled once it is installed, which uv leaves undone: its ten processes would each do it as they start,
# in the half minute that they have for it. Not what a crawl never loads.
COMPILE_RAY := -m compileall -q -x '/ray/(air|data|llm|rllib|serve|train|tune)/' $(VENV)/lib/python3.*/site-packages/ray

# Otherwise each of the hundreds of Pythons that the tests start compiles the project anew.
unexport PYTHONDONTWRITEBYTECODE

# $(call install,PYTHON,WHAT). uv takes a tenth of pip's time, but does not read pip's configuration: where a
# registry is named only there, pip does it.
define install
$(BIN)/uv pip install --quiet --system-certs --python $(1) $(2) 2>$(VENV)/install.log \
  || $(BIN)/python -m pip --python $(1) install --quiet --disable-pip-version-check $(2) \
  || { cat $(VENV)/install.log >&2; exit 1; }
endef

.PHONY: help demo crawl test test-all check docs docs-serve bench bench-peers quality audit sbom lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/browse.stamp ## crawl a small news web of our own, offline, into ./archive
	@$(BIN)/python -m demo

crawl: $(VENV)/crawl.stamp ## crawl the listed publishers on the live web; ARGS='-a limit=50' and the like
	@if [ -z "$${ARCHIVE_URL:-}" ] && grep -qs '"url":"http://[a-z-]*\.example/' archive/INDEX; then \
	  echo "error: ./archive holds the invented articles of make demo; remove it, or set ARCHIVE_URL to a place for real ones" >&2; \
	  exit 2; \
	fi
	@$(BIN)/scrapy crawl news $(ARGS)

test: $(VENV)/dev.stamp $(VENV)/replay.stamp ## all tests but the slow ones
	$(IN_MEMORY) $(EACH_CORE) -m "not slow" $(ARGS)

test-all: $(VENV)/dev.stamp $(VENV)/replay.stamp ## the slow tests too
	$(BIN)/pytest $(EACH_CORE) $(ARGS)

check: $(VENV)/dev.stamp ## lint, types, import contracts, the compose file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

docs: $(VENV)/dev.stamp ## the docs as a site, into site/; every link and anchor in it is followed
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m handbook

docs-serve: $(VENV)/dev.stamp ## the same at http://127.0.0.1:8000, to look at
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m handbook serve

bench: $(VENV)/dev.stamp ## speed, memory and requests, beside trafilatura alone and what others would use
	@$(BIN)/python -m bench $(ARGS)

bench-peers: $(VENV)/install.stamp ## other libraries, each in an environment of its own, for make bench ARGS=--peers
	@for peer in fundus newspaper4k news-please; do \
	  echo "Installing $$peer into $(VENV)/peers/$$peer …"; \
	  $(BIN)/python -m venv --clear --without-pip $(VENV)/peers/$$peer; \
	  $(call install,$(VENV)/peers/$$peer/bin/python,-r bench/peers/requirements-$$peer.txt); \
	done

quality: $(VENV)/dev.stamp ## how well pages are read, in figures, beside what the libraries give alone; ARGS=--own
	@$(BIN)/python -m quality $(ARGS)

audit: $(VENV)/audit.stamp ## known vulnerabilities of what is locked; asks the Python package index
	$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements.lock

sbom: $(VENV)/audit.stamp ## the bill of materials of what a crawl installs, as CycloneDX, into dist/sbom.cdx.json
	@$(BIN)/python -m venv --clear --without-pip $(VENV)/shipped
	@$(call install,$(VENV)/shipped/bin/python,--require-hashes -r requirements.lock)
	@$(call install,$(VENV)/shipped/bin/python,--no-deps .)
	@mkdir -p dist
	@$(VENV)/audit/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.cdx.json \
	  $(VENV)/shipped/bin/python
	@echo "dist/sbom.cdx.json: $$(grep -c '"purl": "pkg:pypi' dist/sbom.cdx.json) packages"

lock: $(VENV)/install.stamp ## resolve the ranges of pyproject.toml anew
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra crawl \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra crawl --extra cluster \
	  --constraint requirements.lock \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements-cluster.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra crawl --extra browse \
	  --constraint requirements-cluster.lock \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements-browse.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
	  --constraint requirements-cluster.lock --constraint requirements-browse.lock \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements-dev.lock
	for group in replay install audit; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --group $$group \
	    --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements-$$group.lock; \
	done

clean: ## remove the virtual environment and what the tools leave behind
	rm -rf $(VENV) build site *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@for name in $${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3; do \
	  if command -v "$$name" >/dev/null 2>&1 && \
	     "$$name" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'; then \
	    "$$name" -m venv $(VENV) && exit 0; \
	    echo "error: $$name cannot make a virtual environment; install its venv package (Debian: python3-venv)" >&2; exit 1; \
	  fi; \
	done; \
	echo "error: Corpus Crawler needs Python 3.11 to 3.14, and none was found on the PATH; install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
	exit 1

$(VENV)/crawl.stamp: requirements.lock pyproject.toml | $(VENV)/install.stamp
	@echo "Installing into $(VENV) …"
	@$(call install,$(BIN)/python,--require-hashes -r requirements.lock)
	@$(call install,$(BIN)/python,--no-deps -e .)
	@touch $@

$(VENV)/browse.stamp: requirements-browse.lock $(VENV)/crawl.stamp
	@echo "Installing what shows an archive in a browser …"
	@$(call install,$(BIN)/python,--require-hashes -r requirements-browse.lock)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/crawl.stamp
	@echo "Installing the test tools into $(VENV) …"
	@$(call install,$(BIN)/python,--require-hashes -r requirements-dev.lock)
	@$(BIN)/python $(COMPILE_RAY)
	@touch $@

$(VENV)/replay.stamp: requirements-replay.lock | $(VENV)/install.stamp
	@echo "Installing the replay tools into $(VENV)/replay …"
	@$(BIN)/python -m venv --clear --without-pip $(VENV)/replay
	@$(call install,$(VENV)/replay/bin/python,--require-hashes -r requirements-replay.lock)
	@touch $@

$(VENV)/audit.stamp: requirements-audit.lock | $(VENV)/install.stamp
	@echo "Installing the audit tools into $(VENV)/audit …"
	@$(BIN)/python -m venv --clear --without-pip $(VENV)/audit
	@$(call install,$(VENV)/audit/bin/python,--require-hashes -r requirements-audit.lock)
	@touch $@

$(VENV)/install.stamp: requirements-install.lock | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-install.lock
	@touch $@
