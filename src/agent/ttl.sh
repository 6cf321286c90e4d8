power_off() {
  shutdown -h now || systemctl -i poweroff || poweroff || halt -p
}

# Powers the system off in `$1` seconds: with a systemd timer, which is independent of the clock and, unlike `shutdown`,
# refuses no logins in its last minutes; otherwise with `shutdown`. The earlier timer is removed when this one runs.
schedule() {
  timer=spawn-ttl-$now-$$
  timeout 20 systemd-run --unit="$timer" --on-active="$1" --timer-property=AccuracySec=1s systemctl -i poweroff || timer=shutdown
  unschedule
  echo "$timer" >"$run/timer"
  if [ "$timer" = shutdown ]; then shutdown -h "+$((($1 + 59) / 60))"; fi
} >/dev/null 2>&1

unschedule() {
  # The boot script has used one of the two.
  old=$(cat "$run/timer" 2>/dev/null) || old=spawn-ttl
  case $old in shutdown | spawn-ttl) shutdown -c ;; esac
  [ "$old" = shutdown ] || systemctl stop "$old.timer"
} >/dev/null 2>&1

# Arms the end of this instance `$1` seconds after its launch, of which `$2` have passed; without a TTL, disarms it.
arm() {
  signal TERM "$(pid_in ttl.pid)"
  rm -f "$run/ttl.pid" "$run/deadline"
  boot_id >"$run/armed"
  tick
  [ -n "$1" ] || { unschedule; return 0; }
  aim $((now - $2 + $1))
  # Two mechanisms, since either can be missing or be killed: the system's own, and a process that sleeps until the
  # exact second.
  apart "$me" expire "$deadline" </dev/null >/dev/null 2>&1 &
}

# Sets `deadline` to `$1`, seconds since boot, and also the system's own timer, unless it has passed.
aim() {
  deadline=$1
  [ "$deadline" -gt "$now" ] || deadline=$now
  echo "$deadline" >"$run/deadline"
  schedule $((deadline - now))
}

# Ends this instance at `$1`, seconds since boot, unless the user changes its end, which is checked every minute, and
# more often towards the end.
expire() {
  echo $$ >"$run/ttl.pid"
  load
  deadline=$1
  while tick && [ "$now" -lt "$deadline" ]; do
    left=$((deadline - now))
    pause=$((left / 10 + 2))
    [ "$pause" -le 60 ] || pause=60
    [ "$pause" -le "$left" ] || pause=$left
    sleep "$pause"
    tick
    [ "$now" -ge "$deadline" ] || extend
  done
  power_off
}

# Moves the end to the value of the tag spawn:expires-at: later than the current one, and at most 30 days after the
# launch. Both times are from EC2, so that a wrong or jumping clock has no effect.
extend() {
  imds_get meta-data/tags/instance/spawn:expires-at || return 0
  moved=$answer
  end=$(seconds "$moved") && imds_get dynamic/instance-identity/document &&
    began=$(seconds "$(string_at pendingTime)") || return 0
  end=$((end - began))
  # The launching process counts from a moment before the boot.
  [ "$end" -ge $((${ttl:-2592000} + 60)) ] && [ "$end" -le 2592000 ] || return 0
  tick
  [ "$now" -lt "$deadline" ] || return 0
  aim $((deadline + end - ttl))
  ttl=$end
  echo "$ttl" >"$state/ttl"
  note "this instance now runs until $moved"
}

# Prints a time in AWS's format, 2026-01-27T10:15:00Z, in seconds since the epoch; fails for anything else.
seconds() {
  case $1 in
    20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z) ;;
    *) return 1 ;;
  esac
  at=${1%Z}
  date -u -d "${at%T*} ${at#*T}" +%s 2>/dev/null
}

# Makes sure that the TTL is armed again after a reboot. The unit names the shell, since SELinux lets systemd start
# nothing below /var; it can take as long to stop as the last uploads (`report`).
keep_armed() {
  if [ -d /run/systemd/system ]; then
    printf '%s\n' '[Unit]' 'Description=Spawn: TTL of this instance' \
      'Wants=network-online.target' 'After=network-online.target' \
      '[Service]' 'Type=oneshot' 'RemainAfterExit=yes' 'KillMode=process' 'StandardOutput=journal+console' \
      'TimeoutStopSec=660' "ExecStart=/bin/sh $me boot" "ExecStop=/bin/sh $me stopping" \
      '[Install]' 'WantedBy=multi-user.target' >/etc/systemd/system/spawn.service
    systemctl daemon-reload
    systemctl enable spawn.service
    # Without waiting, since the boot that this script is part of is not complete.
    systemctl start --no-block spawn.service
  elif [ -d /var/lib/cloud/scripts/per-boot ]; then
    printf '#!/bin/sh\nexec %s boot\n' "$me" >/var/lib/cloud/scripts/per-boot/spawn
    chmod 755 /var/lib/cloud/scripts/per-boot/spawn
  elif [ -d /etc/cron.d ]; then
    printf '@reboot root %s boot\n' "$me" >/etc/cron.d/spawn
  fi >/dev/null 2>&1 || :
}

# At each boot. At the first one, `run` has already armed the TTL.
boot() {
  # A systemd-only reboot doesn't change the kernel's ID.
  if [ "$(cat "$run/armed" 2>/dev/null)" = "$(boot_id)" ] && [ ! -e "$run/down" ]; then return 0; fi
  # An image that was created from an instance of Spawn boots with its row on the disk, but isn't part of the sweep.
  ours=$(cat "$state/instance" 2>/dev/null)
  here=$(cat /sys/class/dmi/id/board_asset_tag 2>/dev/null)
  case $here in
    i-*) ;;
    *) imds_get meta-data/instance-id && here=$answer || here='' ;;
  esac
  if [ -n "$ours" ] && [ -n "$here" ] && [ "$here" != "$ours" ]; then return 0; fi
  if [ ! -s "$state/row" ]; then
    # It restarted before it knew its run: nothing starts that again, but the TTL must still apply.
    read -r minutes <"$state/minutes" && [ "$minutes" -gt 0 ] && [ -n "$ours" ] || return 0
    tick
    aim $((now + minutes * 60))
    return 0
  fi
  rm -rf "$run"
  room
  load
  born
  tick
  elapsed=$((now - birth))
  # A user who starts a stopped instance wants to use it: its TTL starts again, so that it still ends.
  if [ ! -e "$state/reported" ] || [ "$on_complete" != stop ]; then
    world_time
    read -r launched <"$state/launched" || launched=$at
    gone=$((at - launched))
    [ "$gone" -le "$elapsed" ] || elapsed=$gone
  else
    rm -f "$state/ttl"
    load
  fi
  arm "$ttl" "$elapsed"
  if [ ! -e "$state/reported" ]; then
    decide failed 'the instance restarted before the script had ended'
    apart "$me" finish </dev/null &
  elif [ -e "$state/owed" ] || [ "$on_complete" = terminate ]; then
    # A restart happened between the report and the end that was to follow. No one starts a terminated instance again.
    rm -f "$state/owed"
    say "$name has already been reported: this instance ends"
    power_off
  fi
}
