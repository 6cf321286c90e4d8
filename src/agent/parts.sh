# The maximum size of one request, and the MiB of a part; smaller in tests.
most=${SPAWN_LARGEST_PUT:-5000000000}
least_part=$((most < 5000000000 ? 5 : 64))

# Sends a file once, or in parts if S3 requires it.
fitting() {
  length=$(stat -L -c %s "$2" 2>/dev/null) || length=0
  if [ "$length" -gt "$most" ] && [ "$write" = role ]; then in_parts "$1" "$2" "$length"; else whole "$@"; fi
}
# shellcheck disable=SC2034 # put reads it
deliver=fitting

# Sends a file of `$3` bytes to KEY in parts, since S3 accepts 5 GB in one request. Each part is copied first, since S3
# needs its size. Completed parts are recorded, so that the next attempt continues after them; the bucket's lifecycle
# rule deletes parts of an upload that is never completed.
in_parts() {
  parts=$state/parts.$(printf %s "$1" | sha)
  mkdir -p "$parts"
  # MiB: at most 10,000 parts, and at least 5 MB each.
  step=$(($3 / 9000 / 1048576 + 1))
  [ "$step" -ge "$least_part" ] || step=$least_part
  if [ ! -s "$parts/id" ]; then
    ask POST uploads= "$1" || return 1
    printf '%s\n' "$reply" | tr -d '\r\n' | sed -n 's|.*<UploadId>\(.*\)</UploadId>.*|\1|p' >"$parts/id"
  fi
  upload_id=$(escape "$(cat "$parts/id")" | sed 's|/|%2F|g')
  number=1 list=''
  while [ $(((number - 1) * step * 1048576)) -lt "$3" ]; do
    if [ ! -s "$parts/$number" ]; then
      why='there is no space for a copy of a part of it'
      dd if="$2" of="$parts/part" bs=1048576 skip=$(((number - 1) * step)) count="$step" 2>/dev/null || return 1
      ask PUT "partNumber=$number&uploadId=$upload_id" "$1" 5<"$parts/part" || {
        # S3 no longer has it: starts from the beginning.
        case $why in *NoSuchUpload*) rm -rf "$parts" && lasting='' ;; esac
        return 1
      }
      printf '%s\n' "$reply" | tr -d '\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: *"\{0,1\}\([^"]*\).*/\1/p' | head -n 1 >"$parts/$number"
      rm -f "$parts/part"
      tries=0
    fi
    list="$list<Part><PartNumber>$number</PartNumber><ETag>$(cat "$parts/$number")</ETag></Part>"
    number=$((number + 1))
  done
  ask POST "uploadId=$upload_id" "$1" "<CompleteMultipartUpload>$list</CompleteMultipartUpload>" || return 1
  # S3 may have started its answer before it failed.
  case $reply in
    *'<Error>'*) why='S3 could not combine its parts' && return 1 ;;
  esac
  rm -rf "$parts"
}

# One request of a multipart upload: METHOD, query, and KEY, and the text to send, if not that of file 5.
ask() {
  method=$1 query=$2 stamp=''
  shift 2
  attempt "$@"
  set -- $?
  method=PUT query=''
  return "$1"
}
