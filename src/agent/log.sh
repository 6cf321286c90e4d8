# Sets `size` to that of the log. Bytes.
measure_log() {
  size=$(($(wc -c <"$log" 2>/dev/null || echo 0)))
}

# Sends new output of the log up to `size`, in parts of 1 MiB. Only the last part, which is still growing, is sent
# again.
send_log_parts() {
  sent=$(cat "$run/logged" 2>/dev/null || echo 0)
  while [ $((sent * 1048576)) -lt "$size" ]; do
    dd if="$log" of="$run/part" bs=1048576 skip="$sent" count=1 2>/dev/null &&
      put "run/log/$(printf %015d $((sent * 1048576)))" "$run/part" || return 1
    sent=$((sent + 1))
    [ $((sent * 1048576)) -gt "$size" ] || echo "$sent" >"$run/logged"
  done
}

# Sends the log of a script that has ended: as one object up to 1 GiB, which presigned forms allow.
upload_log() {
  # Without a bucket, it has been stored locally since the start.
  [ -n "$bucket_url" ] && [ -f "$log" ] || return 0
  measure_log
  if [ "$size" -gt 1073741824 ]; then send_log_parts; else put run/output.log "$log"; fi
}
