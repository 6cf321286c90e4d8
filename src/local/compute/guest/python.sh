#!/bin/sh
# Python, where a new venv could be filled from nowhere: it sees the packages of the system.
if [ "${1-}" = -m ] && [ "${2-}" = venv ]; then
  shift 2
  exec /usr/bin/python3 -m venv --system-site-packages "$@"
fi
exec /usr/bin/python3 "$@"
