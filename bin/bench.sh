#!/bin/sh
# `npm run bench`: every figure of the docs, measured on this machine. Takes about five minutes; needs PostgreSQL with PostGIS.
set -eu
cd "$(dirname "$0")/.."
. bin/prepare.sh
. bin/node.sh

install_dependencies
find_node
exec "$NODE" bench/run.ts
