#!/bin/sh
# Installs, on Debian or Ubuntu as root, the servers that the tests need: PostgreSQL with PostGIS, Chromium and its fonts.
# What is present is left alone, and no PostgreSQL cluster is created or started: Socle and its tests run their own.
# `bin/install-servers.sh --check` installs nothing and says what is missing.
set -eu

has_postgresql() {
  for control in /usr/share/postgresql/*/extension/postgis.control; do
    version=$(basename "$(dirname "$(dirname "$control")")")
    if [ -x "/usr/lib/postgresql/$version/bin/postgres" ] && [ -e "${control%postgis.control}btree_gist.control" ]; then return 0; fi
  done
  # Elsewhere than on Debian: anything complete on PATH will do, the tests name what would lack.
  if [ ! -e /etc/debian_version ] && command -v initdb >/dev/null && command -v postgres >/dev/null; then return 0; fi
  return 1
}

has_chromium() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

has_fonts() {
  [ -d /usr/share/fonts/truetype/dejavu ] || [ ! -e /etc/debian_version ]
}

packages=
missing=
if ! has_postgresql; then
  packages="$packages postgresql postgresql-contrib postgresql-postgis postgresql-postgis-scripts"
  missing="$missing PostgreSQL with PostGIS,"
fi
if ! has_chromium; then
  packages="$packages chromium"
  missing="$missing Chromium,"
fi
if ! has_fonts; then
  packages="$packages fonts-dejavu-core fonts-liberation"
  missing="$missing fonts (DejaVu, Liberation),"
fi
if [ -z "$packages" ]; then exit 0; fi

if [ "${1:-}" = --check ] || [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Missing for the tests:${missing%,}. On Debian, run as root: sh bin/install-servers.sh" >&2
  exit 1
fi

echo "Installing:$packages"
export DEBIAN_FRONTEND=noninteractive
# postgresql-common would otherwise create and start a system cluster; it reads this folder before it decides.
no_cluster=/etc/postgresql-common/createcluster.d/socle.conf
mkdir -p "$(dirname "$no_cluster")"
echo 'create_main_cluster = false' > "$no_cluster"
trap 'rm -f "$no_cluster"' EXIT

log=$(mktemp)
# shellcheck disable=SC2086 # The list is meant to be split into words.
if ! { apt-get update -q && apt-get install -q -y --no-install-recommends $packages; } </dev/null >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "The installation failed; the whole log is in $log" >&2
  exit 1
fi
rm -f "$log"
