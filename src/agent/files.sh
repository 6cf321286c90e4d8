# Extracts the sweep file's `files` to the working directory of the script.
unpack() {
  get "$files" "$state/files.tar.gz" "$files_url" "$files_sha256"
  case $? in
    0) ;;
    1) decide failed 'the files of this sweep could not be fetched, so the script was not started' && return 1 ;;
    *) decide failed 'the files of this sweep arrived damaged, so the script was not started' && return 1 ;;
  esac
  if ! gzip -dc "$state/files.tar.gz" | tar -xof - -C "$work"; then
    decide failed 'the files of this sweep could not be unpacked (is the disk full?), so the script was not started'
  else
    chown -R "$user" "$work"
    rm -f "$state/files.tar.gz"
    return 0
  fi
  return 1
}
