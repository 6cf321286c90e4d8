#!/bin/bash
# pip without a network: existing packages count as installed, and for any other one, a message says what to do.
for folder in /run/local-cloud/host-local/bin /usr/bin /bin; do
  if [ -x "$folder/${0##*/}" ]; then break; fi
done
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"$folder/${0##*/}" "$@" 2> >(tee "$said" >&2)
code=$?
wait
if [ "$code" != 0 ]; then
  missing=$(sed -n 's/.*No matching distribution found for \([^ ]*\).*/\1/p' "$said" | sort -u | tr '\n' ' ')
  [ -z "$missing" ] || echo "pip: not on this computer: ${missing% }. The local cloud installs nothing; install it here first, outside the sweep, or let instances reach package indexes: spawn local start --network" >&2
fi
exit "$code"
