# Sourced by the commands of deploy/: finds Python 3.11, installs it where it is missing, and runs the package `local`.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)" # deploy/
python=/usr/bin/python3
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
if ! { [ -x "$python" ] && "$python" -c "$new_enough"; }; then
  python="$(command -v python3 || true)"
fi
if ! { [ -n "$python" ] && "$python" -c "$new_enough"; }; then
  install="apt-get install -y --no-install-recommends python3 python3-venv"
  if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="$(command -v sudo || true)"; fi
  if [ "$(id -u)" != 0 ] && [ -z "$sudo" ] || ! command -v apt-get >/dev/null; then
    echo "Python 3.11 or later is missing; this user is not root and there is no sudo." >&2
    echo "What to do: ask an administrator to run: apt-get update && $install" >&2
    exit 1
  fi
  echo "• Installing Python…"
  $sudo env DEBIAN_FRONTEND=noninteractive sh -c "apt-get -q update && $install" </dev/null
  python=/usr/bin/python3
fi
export PYTHONPATH="$here" PYTHONDONTWRITEBYTECODE=1
unset PYTHONHOME VIRTUAL_ENV
run() { exec "$python" -m local "$@"; }
