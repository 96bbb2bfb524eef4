# The project's commands. Each one sets up what is missing first (siim94/installation.py); a second run is quick.
#   PORT=8000          where `make run` serves
#   ANNEE=…            year of the report; without it, the latest year that has data
#   FICHIER=…          the backup that is made or put back
#   DATABASE_URL=…     another PostgreSQL instead of the embedded one
#   PYTEST=…           more words for pytest
#   BENCH=…            these benchmarks only: accessibilite bilan charge chargements clos controles exports fuzz gestes
#                      journal listes marches pages plantes provenance publication remplissage textes

PORT ?= 8000
VAR := $(or $(SIIM94_VAR),var)
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
VERROU := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
  --no-annotate --custom-compile-command "make lock" -q

# Absolute, so that a Chromium kept in the environment (Ubuntu) is found by name.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

# Tests start the same programs over and over: what Python compiled is kept.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run demo bilan sauvegarde restauration montee-postgresql test check audit composants accessibilite bench stop lock installation preparation

help:
	@echo "make run     installer, charger les données, écrire le bilan, servir sur http://127.0.0.1:$(PORT)"
	@echo "make demo    préparer des années fictives dans une base à part (var/demo), et la servir"
	@echo "make bilan   écrire le bilan d’une année en HTML et PDF dans $(VAR)/ (ANNEE=…)"
	@echo "make sauvegarde   écrire toute la base dans un fichier (FICHIER=…)"
	@echo "make restauration remettre une sauvegarde dans une base vide, et la vérifier (FICHIER=…)"
	@echo "make montee-postgresql   passer la base embarquée à la version majeure de PostgreSQL installée"
	@echo "make test    lancer les tests"
	@echo "make check   vérifier le code, les gabarits, les couches et les réglages de production"
	@echo "make audit   chercher les failles connues des paquets (pip-audit)"
	@echo "make accessibilite   rejouer sur toutes les pages les essais dont vit la déclaration d’accessibilité"
	@echo "make composants   écrire la liste des composants (CycloneDX) et leurs licences dans $(VAR)/"
	@echo "make bench   mesurer les pages sur dix années et 200 000 tickets, les chargements, les dessins (BENCH=pages)"
	@echo "make stop    arrêter le serveur, le travailleur et PostgreSQL"

installation:
	@python3 siim94/installation.py

# What tests, checks and benchmarks need besides: libraries, a browser.
outils:
	@python3 siim94/installation.py tests

preparation: installation
	@$(MANAGE) preparer

run: preparation
	@$(MANAGE) bilan $(if $(ANNEE),$(ANNEE) --pdf $(VAR)/bilan-$(ANNEE).pdf)
	@exec $(MANAGE) servir --port $(PORT)

# Made-up years in a database of their own, which DATABASE_URL never names.
demo:
	@if [ -n "$$DATABASE_URL" ]; then echo "make demo n’emploie que sa propre base : retirez DATABASE_URL." >&2; exit 2; fi
	@python3 siim94/installation.py
	@SIIM94_VAR=var/demo $(MANAGE) demonstration
	@SIIM94_VAR=var/demo exec $(MANAGE) servir --port $(PORT)

bilan: preparation
	@$(MANAGE) bilan $(if $(ANNEE),$(ANNEE) --pdf $(VAR)/bilan-$(ANNEE).pdf --html $(VAR)/bilan-$(ANNEE).html)

# Neither prepares the base: the one takes it as it is, the other wants it empty.
sauvegarde restauration: installation
	@if [ -z "$(FICHIER)" ]; then echo "Dites quel fichier : make $@ FICHIER=…" >&2; exit 2; fi
	@$(MANAGE) $(if $(filter sauvegarde,$@),sauvegarder,restaurer) "$(FICHIER)"

# Of the embedded base; where programs of its version are not found here: PROGRAMMES=/…/bin.
montee-postgresql: installation
	@$(PYTHON) -m siim94.postgres_montee $(PROGRAMMES)

test: outils
	.venv/bin/pytest -n auto --dist worksteal $(PYTEST)

# The tests behind the statement of accessibility, over every page; what they gave is committed.
accessibilite: outils
	SIIM94_RGAA=siim94/accueil/rgaa_essais.json SIIM94_MARCHES_ENTIERES=1 .venv/bin/pytest -q -m rgaa

# Django's deployment check wants production settings; it opens no connection.
check: outils
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/djlint --quiet --lint .
	.venv/bin/djlint --quiet --check .
	.venv/bin/lint-imports
	.venv/bin/deptry .
	$(MANAGE) makemigrations --check --dry-run
	@echo "manage.py check --deploy"
	@SIIM94_PRODUCTION=true SIIM94_HOTES=intranet.example.org DATABASE_URL=postgres://siim94@localhost/siim94 \
	  SIIM94_SECRET_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_urlsafe(64))") \
	  $(MANAGE) check --deploy --fail-level WARNING

# Known flaws of the locked packages; exit 3 when the service that knows them is out of reach.
audit:
	@python3 .ci/audit

composants: installation
	@$(MANAGE) composants --sbom $(VAR)/composants.cdx.json --licences $(VAR)/licences.txt

bench: outils preparation
	$(PYTHON) -m tests.bench $(BENCH)

# A process number may have been given to another program since: only those that run in this folder are ours.
stop:
	@for fiche in $(VAR)/*.pid; do \
	  [ -f "$$fiche" ] || continue; \
	  pid=$$(cat "$$fiche"); \
	  if [ -n "$$pid" ] && [ "$$(readlink /proc/$$pid/cwd)" = "$(CURDIR)" ]; then \
	    kill "$$pid" && echo "Arrêté : $$(basename "$$fiche" .pid) (processus $$pid)."; \
	    for _ in $$(seq 50); do [ -d /proc/$$pid ] || break; sleep 0.1; done; \
	  fi; \
	  rm -f "$$fiche"; \
	done
	@if [ -x $(PYTHON) ]; then \
	  if [ -d $(VAR)/tests ]; then SIIM94_VAR=$(VAR)/tests $(PYTHON) -m siim94.postgres stop >/dev/null; fi; \
	  $(PYTHON) -m siim94.postgres stop; fi

# Needs uv. No address and no path may enter the locks: that of the site is the part of the other that it needs.
lock:
	uv pip compile pyproject.toml --group tests --group dev $(VERROU) -o requirements-tests.lock
	uv pip compile pyproject.toml --constraint requirements-tests.lock $(VERROU) -o requirements.lock
	uv pip compile pyproject.toml --extra ldap --constraint requirements-tests.lock $(VERROU) -o requirements-ldap.lock
