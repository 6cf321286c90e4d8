# The outcome of the run, unless the script has reported one itself; the first one counts. Line 1: state; line 2: why.
decide() {
  [ ! -e "$run/verdict" ] || return 0
  printf '%s\n%s\n' "$1" "$2" >"$run/verdict.new" && mv "$run/verdict.new" "$run/verdict"
}

# Ends the script: asks it to, waits a little, then kills it.
stop_script() {
  pid=$(pid_in script.pid)
  signal TERM "$pid"
  tick
  until=$((now + $1))
  while alive "$pid" && [ ! -e "$run/exit" ] && [ "$now" -lt "$until" ]; do
    sleep 1
    tick
  done
  # What a script has started that has ended may still save its state.
  if alive "$pid" && [ ! -e "$run/exit" ]; then signal KILL "$pid"; fi
}

# Sends new output of the log: every 15 s at first, later every minute, and never two uploads at once.
follow_log() {
  [ "$now" -ge "$log_due" ] && [ ! -e "$run/following" ] || return 0
  measure_log
  [ "$size" -ne "$log_size" ] || return 0
  log_size=$size
  : >"$run/following"
  {
    send_log_parts || :
    rm -f "$run/following"
  } &
  log_due=$((now + (now - watch_start < 600 ? 15 : 60)))
}

# Monitors a running script: TTL, Spot notice, idle time, log. `noticed`, `saves`: see checkpoint.sh.
watch() {
  exec 2>&1
  echo $$ >"$run/watch.pid"
  trap : HUP INT TERM
  load
  patience=20
  tick
  watch_start=$now log_due=$((now + 2)) log_size=0 spot_due=$now
  grace=0
  if [ -n "$ttl" ]; then
    grace=$((ttl / 10 < 120 ? ttl / 10 : 120))
    [ "$grace" -ge 2 ] || grace=$((ttl > 4 ? 2 : 1))
  fi
  [ -z "$idle" ] || watch_idleness
  upload_host_key &
  { more 24 && follow_metrics; } &
  while [ ! -e "$run/exit" ] && [ ! -d "$run/finishing" ]; do
    tick
    # It may have been changed since.
    { read -r deadline <"$run/deadline"; } 2>/dev/null || deadline=''
    if [ -n "$deadline" ] && [ "$now" -ge $((deadline - grace)) ]; then
      decide expired 'the ttl was over before the script had ended'
      stop_script $((grace / 3))
    elif [ -n "$spot" ] && [ "$now" -ge "$spot_due" ]; then
      spot_due=$((now + 5))
      if imds_get meta-data/spot/instance-action; then
        decide interrupted "EC2 takes this spot instance back: $(string_at action) at $(string_at time)"
        ${noticed-}
        stop_script 20
      fi
    elif [ -n "$idle" ]; then
      stop_idle
    fi
    [ -z "$bucket_url" ] || follow_log
    ${saves-}
    # The process that waits for the script has ended, so this one has to report.
    if ! alive "$(pid_in run.pid)" && [ -e "$run/started" ] && ! alive "$(pid_in script.pid)"; then
      sleep 2
      if ! alive "$(pid_in run.pid)"; then
        apart "$me" finish
        return
      fi
    fi
    sleep 1
  done
}

# The system is shutting down: sets `how`. Its next state is a job of systemd, or, if forced, the argument of process 1.
goes_down() {
  how='was shut down'
  case $(systemctl list-jobs --no-legend 2>/dev/null; tr '\0' ' ' </proc/1/cmdline) in
    *reboot* | *kexec*)
      how=restarted
      # A user who has started a stopped instance again can restart it.
      if [ "$on_complete" != keep ] && { [ ! -e "$state/reported" ] || [ -e "$run/reported" ]; }; then : >"$state/owed"; fi
      ;;
  esac
}

# systemd stops this unit. If the system is shutting down because of a reboot, an operator, or EC2, reports that while
# there is still a network. Restarting only the unit ends nothing.
stopping() {
  case $(systemctl is-system-running 2>/dev/null) in
    initializing | starting | running | degraded | maintenance) return 0 ;;
  esac
  : >"$run/down"
  load || return 0
  goes_down
  [ ! -e "$state/reported" ] && [ -e "$run/started" ] || return 0
  tick
  if [ "$now" -ge "$(cat "$run/deadline" 2>/dev/null || echo 99999999999)" ]; then
    decide expired 'the ttl was over before the script had ended'
  elif [ -n "$spot" ] && imds_get meta-data/spot/instance-action; then
    decide interrupted 'EC2 takes this spot instance back'
  elif [ -n "$ends" ]; then
    # It has a moment to end. EC2 and its users press the power key.
    until [ -e "$run/exit" ] || [ "$((now + 3))" -lt "$(cut -d . -f 1 /proc/uptime)" ]; do sleep 0.2; done
    if [ "$(head -n 1 "$run/exit" 2>/dev/null || echo 143)" -lt 128 ]; then :
    elif journalctl -u systemd-logind -n 20 2>/dev/null | grep -q 'Power key'; then
      decide failed "the instance $how before the script had ended"
    else decide succeeded ''; fi
  elif [ ! -e "$run/exit" ]; then
    decide failed "the instance $how before the script had ended"
  fi
  stop_script 10
  finish
}
