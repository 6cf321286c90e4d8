#!/bin/sh
# shutdown, poweroff, halt, reboot, and the systemctl commands for them.
control=/run/local-cloud/control
timer=/run/local-cloud/shutdown.pid

# The caller, often the last line of a script, can finish.
now() {
  echo "$1 $PPID" >"$control"
  exit 0
}

cancel() {
  [ ! -s "$timer" ] || kill -- "-$(cat "$timer")" 2>/dev/null
  rm -f "$timer"
}

case ${0##*/} in
  poweroff | halt) now poweroff ;;
  reboot) now reboot ;;
  systemctl)
    for word in "$@"; do
      case $word in
        poweroff | halt) now poweroff ;;
        reboot) now reboot ;;
        is-system-running) echo running && exit 0 ;;
      esac
    done
    echo 'systemctl: the local cloud runs no services; start the program itself' >&2
    exit 1
    ;;
esac

action=poweroff when=''
for word in "$@"; do
  case $word in
    -c) cancel && exit 0 ;;
    -r | --reboot) action=reboot ;;
    -k) exit 0 ;;
    -*) ;;
    *) [ -n "$when" ] || when=$word ;;
  esac
done
case ${when:=+1} in
  now | +0 | 0) now "$action" ;;
  +*[!0-9]* | [!0-9+]*)
    echo "shutdown: failed to parse time specification: $when" >&2
    exit 1
    ;;
  +*) seconds=$((${when#+} * 60)) ;;
  *:*)
    seconds=$(($(date -d "$when" +%s) - $(date +%s))) || exit 1
    [ "$seconds" -ge 0 ] || seconds=$((seconds + 86400))
    ;;
  *) seconds=$((when * 60)) ;;
esac
cancel
# In its own session, so that it outlives its caller.
setsid sh -c 'sleep "$1"; echo "$2" >"$3"' shutdown "$seconds" "$action" "$control" </dev/null >/dev/null 2>&1 &
echo $! >"$timer"
echo "Shutdown scheduled for $(date -d "+$seconds seconds" 2>/dev/null), use 'shutdown -c' to cancel."
