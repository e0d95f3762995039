#!/bin/sh
# `npm test`: everything that must hold, in order, up to the first failure. `npm test -- check|unit|tidy|pg|flow` runs one part.
# Nothing is skipped: a missing server, a skipped or unfinished test, and a part without any test are failures.
set -eu
cd "$(dirname "$0")/.."
. bin/prepare.sh
. bin/node.sh

part=${1:-all}
case $part in
  all | check | unit | tidy | pg | flow) ;;
  *)
    echo "Unknown part: $part (check, unit, tidy, pg or flow)" >&2
    exit 1
    ;;
esac

heading() {
  printf '\n== %s\n' "$1"
}

# Runs one step under its heading; the first that fails ends everything, with its name last.
step() {
  heading "$1"
  name=$1
  shift
  if ! run_step "$@"; then
    printf '\n== FAILED: %s\n' "$name" >&2
    exit 1
  fi
}

# In the subshell that run_step makes, exec lets a signal reach the runner itself.
run_tests() {
  exec node --test --test-timeout=600000 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=./test/support/strict-reporter.ts --test-reporter-destination=stderr "$@"
}

check() {
  step 'formatting (prettier)' node_modules/.bin/prettier --check --log-level=warn .
  step 'lint (oxlint)' node_modules/.bin/oxlint --type-aware --deny-warnings src web test bench db bin
  step 'types of the server (tsc)' node_modules/.bin/tsc -p tsconfig.json
  step 'types of the web pages (tsc)' node_modules/.bin/tsc -p web
}

unit() {
  # shellcheck disable=SC2046 # File names in this repository hold no space; test/tidy.test.ts sees to it.
  step 'unit and property tests' run_tests --test-isolation=none $(find src web test bin -name '*.test.ts' ! -name '*.pg.test.ts' ! -path test/tidy.test.ts ! -path '*/node_modules/*' | LC_ALL=C sort)
}

tidy() {
  step 'house rules (tidy)' run_tests test/tidy.test.ts
}

pg() {
  step 'tests on PostgreSQL' run_tests --test-concurrency=2 --test-global-setup=test/support/global-setup.ts 'src/**/*.pg.test.ts' 'test/**/*.pg.test.ts'
}

flow() {
  build_web
  step 'flows in a browser' run_tests --test-concurrency=1 --test-global-setup=test/support/global-setup.ts 'test/flow/*.flow.ts'
}

servers() {
  step 'servers' sh bin/install-servers.sh
}

install_dependencies
find_node
case $part in
  all)
    servers
    check
    unit
    tidy
    pg
    flow
    heading 'everything holds'
    ;;
  pg | flow)
    servers
    "$part"
    ;;
  *) "$part" ;;
esac
