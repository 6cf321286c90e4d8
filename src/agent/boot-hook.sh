#!/bin/sh
# Runs at every boot. After the agent has started, it enforces the TTL.
[ "$(cat /var/lib/spawn/instance 2>/dev/null)" != "${INSTANCE_ID:-not known}" ] || exit 0
# Must not wait for anything: most of the system has not started yet.
systemd-run --no-block --unit=spawn-boot --timer-property=DefaultDependencies=no --property=DefaultDependencies=no \
  --on-active=@MINUTES@m systemctl -i poweroff
