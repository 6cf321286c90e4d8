#!/bin/sh
# Runs at every boot: once the agent has taken over, it keeps the time.
[ "$(cat /var/lib/spawn/instance 2>/dev/null)" != "${INSTANCE_ID:-not known}" ] || exit 0
# Not to wait for anything: at this time of a boot most of the system is still to come.
systemd-run --no-block --unit=spawn-boot --timer-property=DefaultDependencies=no --property=DefaultDependencies=no \
  --on-active=@MINUTES@m systemctl -i poweroff
