power_off() {
  shutdown -h now || systemctl poweroff || poweroff || halt -p
}

# Arms the end of this instance `$1` seconds from its launch, of which `$2` are over; without a TTL, disarms it.
arm() {
  signal TERM "$(pid_in ttl.pid)"
  rm -f "$run/ttl.pid" "$run/deadline"
  cp /proc/sys/kernel/random/boot_id "$run/armed"
  shutdown -c >/dev/null 2>&1
  [ -n "$1" ] || return 0
  left=$(($1 - $2))
  [ "$left" -gt 0 ] || left=0
  tick
  echo $((now + left)) >"$run/deadline"
  # Two ways, since either may be missing or be killed: the system's own, and a sleeper to the second.
  shutdown -h "+$(((left + 59) / 60))" >/dev/null 2>&1
  apart "$me" expire "$left" </dev/null >/dev/null 2>&1 &
}

expire() {
  echo $$ >"$run/ttl.pid"
  sleep "$1"
  power_off
}

# Sees to it that the TTL is armed again after a reboot.
keep_armed() {
  if [ -d /run/systemd/system ]; then
    printf '%s\n' '[Unit]' 'Description=Spawn: TTL of this instance' \
      'Wants=network-online.target' 'After=network-online.target' \
      '[Service]' 'Type=oneshot' 'RemainAfterExit=yes' 'KillMode=process' 'TimeoutStopSec=60' "ExecStart=$me boot" "ExecStop=$me stopping" \
      '[Install]' 'WantedBy=multi-user.target' >/etc/systemd/system/spawn.service
    systemctl daemon-reload
    systemctl enable spawn.service
    # Not waited for: the boot that this script is part of is not over.
    systemctl start --no-block spawn.service
  elif [ -d /var/lib/cloud/scripts/per-boot ]; then
    printf '#!/bin/sh\nexec %s boot\n' "$me" >/var/lib/cloud/scripts/per-boot/spawn
    chmod 755 /var/lib/cloud/scripts/per-boot/spawn
  elif [ -d /etc/cron.d ]; then
    printf '@reboot root %s boot\n' "$me" >/etc/cron.d/spawn
  fi >/dev/null 2>&1 || :
}

# At each boot. At the first one `run` has armed the TTL already.
boot() {
  [ -s "$state/row" ] || return 0
  if cmp -s "$run/armed" /proc/sys/kernel/random/boot_id; then return 0; fi
  # An image made from an instance of ours boots with our row on its disk, and no business of ours.
  ours=$(cat "$state/instance" 2>/dev/null)
  here=$(cat /sys/class/dmi/id/board_asset_tag 2>/dev/null)
  case $here in
    i-*) ;;
    *) imds_get meta-data/instance-id && here=$answer || here='' ;;
  esac
  if [ -n "$ours" ] && [ -n "$here" ] && [ "$here" != "$ours" ]; then return 0; fi
  rm -rf "$run"
  mkdir -p "$run/drop"
  load
  born
  tick
  elapsed=$((now - birth))
  # Who starts a stopped instance again wants to use it: its TTL counts anew, so that the bill still has an end.
  if [ ! -e "$state/reported" ] || [ "$on_complete" != stop ]; then
    read -r launched <"$state/launched" || launched=$(date +%s)
    gone=$(($(date +%s) - launched))
    [ "$gone" -le "$elapsed" ] || elapsed=$gone
  fi
  arm "$ttl" "$elapsed"
  [ -e "$state/reported" ] && return 0
  decide failed 'the instance restarted before the script had ended'
  apart "$me" finish </dev/null >>"$log" 2>&1 &
}
