# Builds and checks perplab on a Debian machine with a Swift toolchain. `make setup` runs first
# wherever it is needed; nothing has to be installed by hand.

SWIFT ?= swift
PACKAGES := libsecp256k1-dev libsqlite3-dev pkg-config
BENCHMARK_PACKAGES := $(PACKAGES) libssl-dev
BINARY := .build/release/perplab
# Release, since unoptimised arithmetic is some 400 times slower; with assertions kept.
TEST_FLAGS := -c release -Xswiftc -assert-config -Xswiftc Debug --disable-xctest \
	--scratch-path .build/test
# Packages beside this one build into its folder, where most of what they need stands already.
BESIDE := --scratch-path .build
FOLDERS := $(wildcard Sources Contracts Oracles Tests Benchmarks/Sources Examples/OwnAgent/Sources)

.PHONY: setup build demo check example build-tests test bench fuzz lint format clean

setup:
	@.ci/install $(PACKAGES)

build: setup
	$(SWIFT) build -c release --product perplab

demo: build
	$(BINARY) run oracle-pump-liquidations --out runs/demo --force

check: build
	$(BINARY) doctor
	$(BINARY) vectors Tests/Fixtures

example: setup
	$(SWIFT) run -c release --package-path Examples/OwnAgent $(BESIDE)

# `swift build --build-tests` would leave out what the tests need to see inside modules.
build-tests: setup
	$(SWIFT) test list $(TEST_FLAGS) >.build/test-list.log

test: setup
	$(SWIFT) test $(TEST_FLAGS) $(SWIFT_TEST_ARGUMENTS)

bench:
	@.ci/install $(BENCHMARK_PACKAGES)
	$(SWIFT) run -c release --package-path Benchmarks $(BESIDE) perplab-bench $(ARGUMENTS)

fuzz:
	@.ci/install $(BENCHMARK_PACKAGES)
	$(SWIFT) run -c release --package-path Benchmarks $(BESIDE) perplab-fuzz \
		--seed-file .build/fuzz-seed $(ARGUMENTS)

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift $(FOLDERS)

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift $(FOLDERS)

clean:
	rm -rf .build Benchmarks/.build Examples/OwnAgent/.build
