# Two commands for a newcomer: `make serve` and `make test`. Each makes its own .venv.
PYTHON ?= python3
PORT ?= 8000
export PORT
VENV := .venv
PORTALS := .portals
JUDGES := .judges
ASSETS := scripts/assets
BIN := $(VENV)/bin
# The stamp depends on what the environment is made from, so that a pull that changes it remakes it.
STAMP := $(VENV)/.installed

.PHONY: serve build check test portals judges assets attack bench lint format clean help

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

serve: $(STAMP) ## build what is missing, then serve on PORT (default 8000)
	$(BIN)/gemma serve

build: $(STAMP) ## build, check and switch to a new release under var/
	$(BIN)/gemma build

check: $(STAMP) ## check the sources without writing a release
	$(BIN)/gemma check

test: $(STAMP) lint ## every test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

portals: $(PORTALS)/.installed ## what publication is tried on besides our own portals: Prism (npm) and CKAN's reader of DCAT (PyPI)

$(PORTALS)/.installed: tests/publishing/portals.txt tests/publishing/package.json
	mkdir -p $(PORTALS)
	cp tests/publishing/package.json $(PORTALS)/
	npm install --prefix $(PORTALS) --no-audit --no-fund --ignore-scripts --silent
	$(PYTHON) -m venv $(PORTALS)/ckan
	$(PORTALS)/ckan/bin/python -m pip install --quiet --disable-pip-version-check -r tests/publishing/portals.txt
	touch $@

judges: $(JUDGES)/.installed ## what pages are held against in the tests: axe-core and html-validate (npm)

$(JUDGES)/.installed: tests/pages/package.json
	mkdir -p $(JUDGES)
	cp tests/pages/package.json $(JUDGES)/
	npm install --prefix $(JUDGES) --no-audit --no-fund --ignore-scripts --silent
	touch $@

assets: $(ASSETS)/node_modules/.package-lock.json ## for maintainers (npm): build what pages load, server/app/static/
	node $(ASSETS)/build.mjs

$(ASSETS)/node_modules/.package-lock.json: $(ASSETS)/package.json $(ASSETS)/package-lock.json
	npm ci --prefix $(ASSETS) --no-audit --no-fund --ignore-scripts --silent

bench: $(STAMP) ## ratios beside nginx, oxigraph and rdflib-endpoint; LARGE=--large: a million triples
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,bench]'
	$(BIN)/python -m tests.benchmark $(LARGE)

attack: $(STAMP) ## attack servers of our own, over loopback, and print what came of it
	$(BIN)/python -m tests.attack

lint: $(STAMP) ## ruff, mypy --strict, canonical Turtle
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/turtlefmt --check ontology data shapes

format: $(STAMP) ## canonical formatting of Python and Turtle
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/turtlefmt ontology data shapes

clean: ## remove the environment and everything generated
	rm -rf $(VENV) $(PORTALS) $(JUDGES) $(ASSETS)/node_modules var
