# Sets `busy`: CPU time of all cores so far, in ticks. Waiting for a disk is idle time.
cpu() {
  if [ "$birth" -gt 60 ]; then
    # The kernel can be shared with other machines: counts this instance's processes, and those that have ended by way
    # of their parents.
    busy=$(cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk '{ sub(/^.*[)] /, ""); sum += $12 + $13 + $14 + $15 } END { printf "%d", sum }')
  else
    read -r _ user_time nice_time system_time _ _ irq_time soft_time _ </proc/stat
    busy=$((user_time + nice_time + system_time + irq_time + soft_time))
  fi
}

# True while someone is logged in with ssh or Session Manager.
logged_in() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | LC_ALL=C awk '$2 ~ /:0016$/ && $4 == "01" { found = 1 } END { exit !found }' ||
    grep -qs '^ssm-session-wor' /proc/[0-9]*/comm
}

# Starts to measure idle time.
watch_idleness() {
  window=$((idle < 240 ? (idle + 3) / 4 : 60))
  idle_since=$now
  born
  find_gpu
  cpu
  open_window
}

# Ends the script when it has been idle for long enough.
stop_idle() {
  idled || return 0
  decide stopped-early "CPU and GPU were idle, and nobody was logged in, for $idle s (idle_timeout)"
  stop_script 10
}

# True if nothing has happened for `idle` seconds, in windows of up to a minute: less than a fifth of one core was busy,
# a GPU, if there is one, less than 5 % of its time, and no one was logged in.
idled() {
  [ "$now" -ge "$window_end" ] || return 1
  cpu
  if [ $(((busy - busy_before) * 5)) -ge $(((now - window_start) * hertz)) ] || gpu_works || logged_in; then idle_since=$now; fi
  open_window
  [ $((now - idle_since)) -ge "$idle" ]
}

open_window() {
  busy_before=$busy
  window_start=$now
  window_end=$((now + window))
}

# True while a GPU works: 5 % of its time or more.
gpu_works() {
  [ -n "$gpu" ] && command -v nvidia-smi >/dev/null 2>&1 || return 1
  bounded 10 nvidia-smi --query-gpu=utilization.gpu --format=csv,noheader,nounits 2>/dev/null |
    awk '$1 >= 5 { works = 1 } END { exit !works }'
}
