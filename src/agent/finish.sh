# A text as the content of a JSON string: at most 2,000 bytes, cut between characters.
json_text() {
  printf '%b' "$(printf %s "$1" | LC_ALL=C od -An -v -to1 | LC_ALL=C awk '
    { for (i = 1; i <= NF; i++) {
        if (++n > 2000 && ($i < "200" || $i >= "300")) exit
        if ($i == "042" || $i == "134") printf "\\0134\\0%s", $i
        else if ($i < "040" || $i == "177") { c = substr($i, 1, 1) * 64 + substr($i, 2, 1) * 8 + substr($i, 3, 1); printf "\\0134u%04x", c }
        else printf "\\0%s", $i
      } }')"
}

# The last call of `spored complete`: line 1 is the state, then the message.
completion() {
  latest=0
  while [ -f "$run/drop/complete.$((latest + 1))" ]; do latest=$((latest + 1)); done
  [ "$latest" -gt 0 ]
}

# Sets `job`, `exit_code`, and `message`: how the run ended.
judge() {
  exit_code=$(head -n 1 "$run/exit" 2>/dev/null) || exit_code=''
  message=''
  if [ "$exit_code" = 143 ] && [ -n "$ends" ]; then
    # The system shutdown has ended it: `stopping` determines the cause in a moment.
    tries=0
    until [ -e "$run/verdict" ] || [ "$tries" -ge 20 ]; do
      tries=$((tries + 1))
      sleep 0.3
    done
  fi
  # A forced restart stops no unit before it ends all processes.
  if grep -q systemd-shutdown /proc/1/cmdline; then
    goes_down
    [ "${exit_code:-143}" != 143 ] || decide failed "the instance $how before the script had ended"
  fi
  if completion; then
    job=$(head -n 1 "$run/drop/complete.$latest")
    message=$(sed 1d "$run/drop/complete.$latest" | ${hidden:-cat})
  elif [ -f "$run/verdict" ]; then
    job=$(head -n 1 "$run/verdict")
    message=$(sed -n 2p "$run/verdict")
    exit_code=''
  elif [ -z "$exit_code" ] && [ -n "$ends" ]; then
    job=succeeded
  elif [ -z "$exit_code" ]; then
    job=failed
    message='the process that waited for the script was killed, so its exit code is unknown'
  elif [ "$exit_code" -eq 0 ]; then job=succeeded; else job=failed; fi
  starve
  if [ "$job" = failed ]; then message=${message:-$starved}; fi
}

# Sends everything, the status last; then runs the on_complete action. Only one process does this, once.
finish() {
  [ ! -e "$state/reported" ] && [ ! -e "$run/reported" ] || return 0
  [ -s "$state/row" ] || return 0
  until mkdir "$run/finishing" 2>/dev/null; do
    [ ! -e "$run/reported" ] || return 0
    if ! alive "$(cat "$run/finishing/pid" 2>/dev/null)"; then
      sleep 1
      alive "$(cat "$run/finishing/pid" 2>/dev/null)" || rm -rf "$run/finishing"
    fi
    sleep 1
  done
  echo $$ >"$run/finishing/pid"
  trap : HUP INT TERM
  load
  place
  while alive "$(pid_in script.pid)" && [ ! -e "$run/exit" ] && [ ! -e "$run/verdict" ]; do sleep 1; done
  # Its uploads of an older log must not overtake these.
  signal KILL "$(pid_in watch.pid)"
  judge
  report
  spare
  : >"$run/reported"
  : 2>/dev/null >"$state/reported" || :
  if [ "$on_complete" != keep ] || [ -e "$run/useless" ]; then power_off; fi
}

report() {
  full=''
  for folder in /tmp "$log"; do
    if [ "$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }')" = 0 ]; then full=$folder; fi
  done
  rm -f "$state/reserve" "$run/hopeless"
  read -r started since <"$run/started" || read -r started since <"$state/started" || started=''
  tick
  if [ -z "$started" ]; then started=$(date +%s) since=$now; fi
  [ "$since" -le "$now" ] || since=$now
  [ -n "$instance" ] || { imds_get meta-data/instance-id && instance=$answer; }
  over=$now
  case $full in
    '') ;;
    /tmp) note '/tmp was full: what the script wrote there last may be missing' ;;
    *) note 'the disk was full: what the script wrote last may be missing' ;;
  esac
  if [ -n "$starved" ] && [ "$message" != "$starved" ]; then note "$starved"; fi
  export give_up_at patience
  hurry
  patience=20
  ${saves_last-}
  upload_results || :
  ${saved_last-}
  look_back
  body=$(printf '{"index":%s,"name":"%s","state":"%s","exit":%s,%s"instance_id":"%s","started":%s,"ended":%s}' \
    "$index" "$(json_text "$name")" "$job" "${exit_code:-null}" \
    "${message:+"\"message\":\"$(json_text "$message")\","}" "$instance" "$started" $((started + over - since)))
  printf '%s\n' "$body" 2>/dev/null >"$state/report.json"
  if [ -n "$message" ]; then note "$job: $message"; fi
  if [ -s "$run/unsent" ]; then note "$(sort -u "$run/unsent" | wc -l) results were not uploaded; they are still on this instance"; fi
  upload_host_key
  if find_metrics && more 2; then end_metrics; fi
  upload_log || { say "the log was not uploaded: $why" && echo log >>"$run/unsent"; }
  tell
}

# Uploads have ten minutes from now, and end with the TTL.
hurry() {
  deadline=$(cat "$run/deadline" 2>/dev/null)
  give_up_at=$((now + 600))
  if [ -n "$deadline" ] && [ "$deadline" -lt "$give_up_at" ]; then give_up_at=$deadline; fi
}

# Reports the outcome, with what the user has to know: see record.ts.
tell() {
  unsent=$(($(sort -u "$run/unsent" 2>/dev/null | wc -l)))
  marks=''
  [ "$unsent" = 0 ] || marks=.u$unsent
  [ -z "$unseen" ] || marks=$marks.n${unseen%% *}
  [ -z "$left" ] || marks=$marks.b$more
  if [ "${exit_code:-1}" = 0 ] && [ -e "$run/down" ] && [ -n "$ends" ]; then marks=$marks.e1; fi
  if put "status/$index.$attempt_no.$job.${exit_code:--}.${proof:-0}$marks" '' "$body"; then
    say "$name $job (exit ${exit_code:--})"
  else
    note "the outcome ($job) was not reported: $why"
    echo status >>"$run/unsent"
  fi
}

# If something was not sent, keeps the instance for ten minutes, so that it can be collected over ssh, and tries again.
spare() {
  [ -s "$run/unsent" ] && [ -n "$bucket_url" ] && [ "$on_complete" != keep ] || return 0
  tick
  hurry
  patience=1
  note "this instance is kept for $((give_up_at - now)) s more: collect its results in that time"
  owed=log
  while [ -s "$run/unsent" ] && [ ! -e "$run/down" ] && [ "$now" -lt "$give_up_at" ]; do
    sleep 10
    rm -f "$run/hopeless"
    upload_results || :
    # Once, and then only as needed, since it can be large.
    if [ -n "$owed" ] || [ ! -s "$run/unsent" ]; then upload_log || echo log >>"$run/unsent"; fi
    owed=$(grep -x log "$run/unsent" 2>/dev/null)
    [ -s "$run/unsent" ] || tell
    tick
  done
}

# Reports what the script left at its end: processes that are still working, and files that `results` doesn't include.
look_back() {
  left='' unseen=''
  [ -e "$run/over" ] && [ ! -e "$run/verdict" ] || return 0
  place
  [ "$waits" = background ] || find_left
  find_unseen
  if [ -n "$left" ]; then
    note "the script has ended, but this is still running: $left"
    read -r stop <"$run/over"
    # The script only started the work.
    if [ "$job" = succeeded ] && [ "$on_complete" != keep ] && [ "$latest" = 0 ] && [ ! -s "$run/drop/keys" ] &&
      [ $((stop - since)) -lt 5 ]; then
      job=failed
      message="the script ended after $((stop - since)) s and left its work running (see wait: background)"
    fi
  fi
  [ -z "$unseen" ] || note "the script left files that results does not include: $unseen"
}
