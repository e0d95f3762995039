# Sourced by the commands: installs the dependencies and builds the web pages, only when they are missing or stale.
# Two commands started at once take turns: the second finds the work done.

prepare_lock=.prepare.lock

lock_preparation() {
  waited=0
  until mkdir "$prepare_lock" 2>/dev/null; do
    if [ ! -d "$prepare_lock" ]; then
      echo "Le dossier $PWD n'est pas accessible en écriture : Socle ne peut pas s'y installer." >&2
      exit 1
    fi
    holder=$(cat "$prepare_lock/pid" 2>/dev/null || true)
    if [ "$waited" -eq 0 ]; then echo "Une autre commande prépare Socle, attente…"; fi
    # A holder that died, or that died before it wrote its name, holds nothing.
    if { [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; } || { [ -z "$holder" ] && [ "$waited" -ge 10 ]; }; then
      if mv "$prepare_lock" "$prepare_lock.$$" 2>/dev/null; then rm -rf "$prepare_lock.$$"; fi
      continue
    fi
    if [ "$waited" -ge 900 ]; then
      echo "La préparation par le processus $holder dure depuis 15 minutes : supprimez $PWD/$prepare_lock s'il n'y travaille plus." >&2
      exit 1
    fi
    sleep 1
    waited=$((waited + 1))
  done
  echo $$ > "$prepare_lock/pid"
  trap 'rm -rf "$prepare_lock"' EXIT
}

unlock_preparation() {
  rm -rf "$prepare_lock"
  trap - EXIT
}

# Runs a step so that SIGTERM and Ctrl-C end it at once: a shell that waits in the foreground would only notice afterwards.
run_step() {
  "$@" </dev/null &
  step=$!
  trap 'kill "$step" 2>/dev/null; wait "$step"; exit 143' INT TERM HUP
  status=0
  wait "$step" || status=$?
  trap - INT TERM HUP
  return "$status"
}

install_dependencies() {
  if node bin/installed.js 2>/dev/null; then return 0; fi
  if [ -L node_modules ]; then
    echo "Le dossier node_modules est un lien vers une autre installation : retirez le lien, puis relancez la commande." >&2
    exit 1
  fi
  lock_preparation
  if ! node bin/installed.js 2>/dev/null; then
    echo "Installation des dépendances…"
    # Without this file the folder counts as not installed, should npm be interrupted while it empties the folder.
    rm -f node_modules/.package-lock.json
    if ! run_step npm ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error; then
      echo "L'installation des dépendances a échoué : vérifiez l'accès au réseau, puis relancez la commande." >&2
      exit 1
    fi
  fi
  unlock_preparation
}

build_web() {
  if "$NODE" bin/build-web.ts --is-fresh; then return 0; fi
  lock_preparation
  if ! run_step "$NODE" bin/build-web.ts; then
    echo "La construction de l'interface a échoué." >&2
    exit 1
  fi
  unlock_preparation
}
