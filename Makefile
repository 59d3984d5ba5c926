# Short targets; the logic is in scripts/. On a fresh Debian or Ubuntu `make run` and `make test` install what they need.

.DEFAULT_GOAL := help
.PHONY: run build test soak lint fuzz golden screens pages officepages bench typecheck smoke thirdparty check help
FUZZTIME ?= 30s
ROUNDS ?= 200

run: ## install what is missing, build, and start the kit with a demo production
	@scripts/setup.sh run && scripts/build.sh && scripts/run.sh

build: ## build the field kit into bin/
	@scripts/setup.sh run && scripts/build.sh

test: ## everything that CI runs
	@scripts/setup.sh test && scripts/test.sh

soak: ## programs are killed ROUNDS times (200) in each campaign while they exchange
	@scripts/setup.sh test && scripts/soak.sh "$(ROUNDS)"

lint: ## golangci-lint with .golangci.yml, at a pinned version
	@scripts/lint.sh

fuzz: ## each fuzz target for FUZZTIME (30s)
	@scripts/fuzz.sh "$(FUZZTIME)"

golden: ## rewrite the golden files; look at the difference before you keep it
	@scripts/golden.sh

screens: ## render every screen in all sizes, themes and languages to out/screens
	@scripts/screens.sh

pages: ## every step of the signing page in every language, in a real browser, to out/pages
	@scripts/setup.sh test && scripts/pages.sh

officepages: ## every page of the office in a real browser, to out/office
	@scripts/setup.sh test && scripts/officepages.sh

bench: ## measure what the kit must reach, printed as ratios
	@scripts/setup.sh bench && scripts/bench.sh

typecheck: ## type-check the app for Windows, macOS, Android and iOS
	@CGO_ENABLED=0 go run ./tools/typecheck

smoke: ## a complete signing in the real window, on a display of its own
	@scripts/setup.sh test && scripts/smoke.sh

thirdparty: ## bring docs/THIRD_PARTY.md up to what the programs link
	@CGO_ENABLED=0 go run ./tools/thirdparty -update

check: lint test ## what a change must pass

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
