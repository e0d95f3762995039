#!/bin/sh
# `npm start`: installs what is missing, builds the web pages when they are stale, then becomes the server.
# It ends in exec, so that no shell stands between a signal and the server.
set -eu
cd "$(dirname "$0")/.."
. bin/prepare.sh
. bin/node.sh

install_dependencies
find_node
build_web
exec "$NODE" src/server.ts "$@"
