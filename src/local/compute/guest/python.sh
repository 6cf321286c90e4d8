#!/bin/sh
# Python for new venvs without a network: it includes the packages of the system.
if [ "${1-}" = -m ] && [ "${2-}" = venv ]; then
  shift 2
  exec /usr/bin/python3 -m venv --system-site-packages "$@"
fi
exec /usr/bin/python3 "$@"
