# Saves the files that a later attempt of the run continues from, and restores those of an earlier one: see record.ts. Called by
# resume.sh.
packed=$state/checkpoint.tar.gz

# True if there is something to save, and a bucket to save it to, after the script has started.
saveable() {
  [ -n "${checkpoint-}" ] && [ -n "$bucket_url" ] && [ -e "$run/script.pid" ]
}

# Prints text that changes whenever something below the path changes. Times in nanoseconds, if the file system has them.
appearance() {
  LC_ALL=C find "$checkpoint" -exec stat -c '%n %s %y %i %a %u %g' {} + 2>/dev/null | sha
}

# Saves the checkpoint at its interval, separate from all other checks, and one at a time.
save_in_time() {
  : "${save_due:=$((now + ${checkpoint_every:-300}))}"
  [ "$now" -ge "$save_due" ] && saveable && ! alive "$(pid_in saving/pid)" || return 0
  save_due=$((now + checkpoint_every))
  apart "$me" checkpoint </dev/null &
}

# To the log, each reason once.
complain_once() {
  [ "$1" != "$(cat "$run/complaint" 2>/dev/null)" ] || return 0
  printf '%s\n' "$1" >"$run/complaint"
  note "$1"
}

# True if the disk has this number of KiB, and some more for the script.
has_room() {
  [ "$(df -Pk "$state" | awk 'NR == 2 { print $4 }')" -gt $(($1 + 65536)) ]
}

# Packs the path, again if it changes in the meantime. Sets `seen` to its fingerprint, and `why` if it fails.
pack() {
  size=$(du -sk "$checkpoint" | cut -f 1)
  why="the disk has no space for a copy of $size KiB"
  has_room "$size" || return 1
  for try in 1 2 3; do
    seen=$(appearance)
    why='the disk is full'
    {
      # A link to a folder, or to a file, is followed; links inside are kept unchanged.
      if [ -d "$checkpoint" ]; then
        tar -cf - -C "$checkpoint" .
      else
        tar -chf - -C "${checkpoint%/*}/" "./${checkpoint##*/}"
      fi 2>"$run/tar"
      echo $? >"$run/tarred"
    } | gzip -1 >"$packed" 2>/dev/null || return 1
    read -r failed <"$run/tarred"
    [ "$failed" != 0 ] || [ "$seen" != "$(appearance)" ] || return 0
    [ "$try" = 3 ] || sleep 2
  done
  why=$(head -n 1 "$run/tar")
  [ "$failed" -le 1 ] && [ -s "$packed" ] || return 1
  complain_once "$checkpoint changes while it is packed: the script should write a new file, and then rename it"
}

# Waits up to 20 s for what the script has started, and was asked to end with it: it may be writing its last state.
settle() {
  tick
  until=$((now + 20))
  while [ -n "${asked-}" ] && kill -0 "-$(pid_in script.pid)" 2>/dev/null && [ "$now" -lt "$until" ]; do
    sleep 0.2
    tick
  done
}

# Saves the checkpoint if it has changed since it was saved: to the slot of the older of two, and then its manifest.
save() {
  load && saveable || return 0
  until mkdir "$run/saving" 2>/dev/null; do
    alive "$(pid_in saving/pid)" || rm -rf "$run/saving"
    sleep 1
  done
  echo $$ >"$run/saving/pid"
  # No one fetches it over ssh, and a copy can fill the disk.
  keep() { return 1; }
  settle
  tick
  began=$now
  : "${give_up_at:=$((now + 120))}"
  patience=1000 saved=1
  if [ ! -e "$checkpoint" ] || [ "$(appearance)" = "$(cat "$run/saved" 2>/dev/null)" ]; then
    saved=0
  elif ! pack; then
    complain_once "the checkpoint was not saved: $why"
  else
    sequence=$(($(cat "$run/sequence" 2>/dev/null || echo 0) + 1))
    slot=run/checkpoint/$((sequence % 2))
    bytes=$(($(wc -c <"$packed")))
    # Parts of another content.
    rm -rf "$state/parts.$(printf %s "$slot" | sha)"
    if put "$slot" "$packed" && put "$slot.json" '' "$(printf '{"sequence":%s,"bytes":%s,"sha256":"%s","at":%s}' \
      "$sequence" "$bytes" "$(sha <"$packed")" "$(date +%s)")"; then
      saved=0
      echo "$sequence" >"$run/sequence"
      printf '%s\n' "$seen" >"$run/saved"
      tick
      echo $((now - began)) >"$run/took"
      say "saved checkpoint $sequence ($bytes bytes) in $((now - began)) s"
    else
      complain_once "the checkpoint was not saved: $why"
    fi
  fi
  rm -rf "$packed" "$run/saving"
  return "$saved"
}

# Records when EC2 interrupts this instance, from `answer`, and reports if that is too soon for a checkpoint.
measure_notice() {
  end=$(seconds "$(string_at time)") || return 0
  world_time
  tick
  end=$((end - at))
  echo $((now + end)) >"$run/taken"
  took=$(cat "$run/took" 2>/dev/null || echo 0)
  [ "$took" -le "$end" ] || note "the last checkpoint took $took s to save, and this instance ends in $end s: what has changed since may be lost"
}

# Starts to save the final files of the script, in parallel with its results.
save_last() {
  saver=''
  asked=''
  case $job in
    failed) ;;
    expired | interrupted) asked=1 ;;
    *) return 0 ;;
  esac
  saveable || return 0
  export asked
  apart "$me" checkpoint </dev/null &
  saver=$!
}

# Waits for that as long as there is time, since the status has to be sent, too.
wait_for_last() {
  # It isn't one of the script's remaining processes.
  [ -z "${checkpoint-}" ] || find "$checkpoint" -type f >>"$run/sent" 2>/dev/null || :
  [ -n "$saver" ] || return 0
  limit=$give_up_at
  tick
  # Without a time if the system shut down before the notice was read.
  if [ "$job" = interrupted ]; then
    { read -r taken <"$run/taken"; } 2>/dev/null || taken=$((now + 40))
    [ $((taken - 10)) -ge "$limit" ] || limit=$((taken - 10))
  fi
  while alive "$saver" && [ "$now" -lt "$limit" ]; do
    sleep 0.3
    tick
  done
  alive "$saver" || return 0
  signal KILL "$saver"
  note 'there was no time to save the last checkpoint: the one before it is used'
}

# Restores the checkpoint of an earlier attempt.
restore() {
  if ! has_room $((2 * ${resume_bytes:-0} / 1024)); then
    unreadable 'does not fit on the disk' && return 1
  fi
  get '' "$packed" "$resume_url" "${resume_sha256-}"
  case $? in
    0) ;;
    1) unreadable 'could not be fetched' && return 1 ;;
    *) unreadable 'arrived damaged' && return 1 ;;
  esac
  if ! gzip -dc "$packed" | tar -tf - >"$run/members" 2>"$run/tar" || [ ! -s "$run/members" ]; then
    unreadable 'is damaged' && return 1
  fi
  # Fields that busybox omits for a name in the archive.
  if cat "$run/members" "$run/tar" | grep -qE '^/|(^|/)\.\.(/|$)'; then unreadable 'holds paths that lead out of it' && return 1; fi
  folder=$checkpoint
  case $(head -n 1 "$run/members") in
    . | ./) ;;
    *) folder=${checkpoint%/*}/ ;;
  esac
  mkdir -p "$folder"
  if ! gzip -dc "$packed" | tar -xpf - -C "$folder" 2>"$run/tar"; then
    unreadable "could not be unpacked ($(head -n 1 "$run/tar"))" && return 1
  fi
  rm -f "$packed" "$run/members"
  appearance >"$run/saved"
  note "the checkpoint of an earlier attempt was restored to $checkpoint"
}

unreadable() {
  decide failed "the checkpoint of an earlier attempt $1, so the script was not started"
}
