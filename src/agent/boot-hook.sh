#!/bin/sh
# Runs at every boot. Once the agent has started, it keeps the time.
[ "$(cat /var/lib/spawn/instance 2>/dev/null)" != "${INSTANCE_ID:-not known}" ] || exit 0
# Nothing may be waited for: most of the system has not started yet.
systemd-run --no-block --unit=spawn-boot --timer-property=DefaultDependencies=no --property=DefaultDependencies=no \
  --on-active=@MINUTES@m systemctl -i poweroff
