# Sets `key` for a file: its path below /tmp/results, or below results or outputs of the working directory; for a file
# of a requested folder ROOT, from that folder's name on; otherwise its base name. Of two files with the same name, the
# second one gets the names of its folders as a prefix.
name_result() {
  base=${1##*/}
  folder=${1%"$base"}
  folder=$(cd "${folder:-.}" 2>/dev/null && pwd -P) || folder=''
  raw=${folder%/}/$base
  case $raw in
    /tmp/results/*) key=${raw#/tmp/results/} ;;
    "$work"/results/*) key=${raw#"$work"/results/} ;;
    "$work"/outputs/*) key=${raw#"$work"/outputs/} ;;
    *)
      key=$base
      if [ -n "${2-}" ]; then key=${2##*/}/${1#"$2"/}; fi
      ;;
  esac
  wished=${key#/}
  real=$(escape "$raw")
  fit "$wished"
  until free || [ -z "$folder" ]; do
    fit "${folder##*/}/$key"
    folder=${folder%/*}
  done
  printf '%s %s\n' "$taken" "$real" >>"$run/drop/keys"
}

# Sets `key` to a valid S3 name, which is UTF-8 and at most 1,024 bytes with the run's prefix, and `taken` to it,
# escaped.
fit() {
  key=$1 taken=$(escape "$1")
  if printf %s "$taken" | sed -E 's/%[0-7]./_/g; s/%(C[2-9A-F]|D.)%[89AB]./_/g
    s/%(E0%[AB].|ED%[89].|E[^0D]%[89AB].|F0%[9AB].%[89AB].|F[123]%[89AB].%[89AB].|F4%8.%[89AB].)%[89AB]./_/g' | grep -q %; then
    key=$taken taken=$(escape "$taken")
  fi
  if [ "${#taken}" -gt 700 ] && [ "$(printf %s "$key" | wc -c)" -gt 700 ]; then
    key=$(printf %s "$key" | sha)-$(printf %s "$taken" | tail -c 60 | tr -d %)
    taken=$(escape "$key")
  fi
}

# True if no other file has this key.
free() {
  LC_ALL=C awk -v key="$taken" -v file="$real" '$1 == key && $2 != file { taken = 1 } END { exit taken }' "$run/drop/keys"
}

# Reports an upload error to its caller, or to the log if there is none.
complain() {
  if [ -n "$once" ]; then note "$1"; else say "$1"; fi
}

# Uploads files and folders, a few at a time. With --once, skips what this pass has already sent.
upload() {
  once='' root='' failed=0 pending='' flying=0
  case ${1-} in --once) once=1 && shift ;; esac
  case ${1-} in --below) root=$2 && shift 2 ;; esac
  place
  # Once for all that follow, each of which is a separate process.
  if [ "$write" = role ] && credentials; then bind "$(date -u +%Y%m%d)"; fi
  for item in "$@"; do
    while [ "$item" != "${item%/}" ] && [ "$item" != / ]; do item=${item%/}; done
    case $item in -*) item=./$item ;; esac
    if [ -d "$item" ]; then
      # Inside a folder, only links lead here, and they can be circular.
      [ -z "$root" ] || continue
      # By its real name, since a name like `..` would lead a key out of the folder of results.
      item=$(cd "$item" && pwd -P) || continue
      find "$item" \( -type f -o -type l \) -exec "$me" upload ${once:+--once} --below "$item" {} + || failed=1
      continue
    fi
    if [ ! -f "$item" ]; then
      # A link inside a folder can lead to nothing.
      [ -n "$root" ] || { complain "$item is not a file; it was not uploaded"; failed=1; }
      continue
    fi
    # An unchanged file that was sent with the sweep isn't a result: it has no time in the archive.
    if [ -n "$once" ] && [ -n "$files" ] && [ "$(stat -L -c %Y "$item")" = 0 ]; then continue; fi
    name_result "$item" "$root"
    case $key in *"$wished") ;; *) complain "$item is kept as $key: its name is too long for S3, or not UTF-8" ;; esac
    if [ -n "$once" ]; then
      if grep -qxF -- "$real" "$run/pass" 2>/dev/null; then continue; fi
      printf '%s\n' "$real" >>"$run/pass"
      printf '%s\n' "$raw" >>"$run/sent"
    fi
    {
      put "run/results/$key" "$item" || {
        complain "$item was not uploaded: $why"
        [ -z "$once" ] || printf '%s\n' "$real" >>"$run/unsent"
        exit 1
      }
      [ -n "$once" ] || say "uploaded $item as $key"
    } &
    pending="$pending $!"
    flying=$((flying + 1))
    [ "$flying" -lt 8 ] || collect
  done
  collect
  return "$failed"
}

collect() {
  for child in $pending; do wait "$child" || failed=1; done
  pending='' flying=0
}

# Uploads files that match a pattern. `**` matches across folders, as usual; the rest is the shell's own globbing.
upload_matches() {
  pattern=$1
  case $pattern in
    [~]/*) pattern=${home:-/root}/${pattern#??} ;;
    /*) ;;
    *) pattern=$work/$pattern ;;
  esac
  case $pattern in
    *'**'*)
      base=${pattern%%[*?[]*}
      base=${base%/*}
      pattern=$(printf '%s\n' "$pattern" | sed 's|\*\*/|*|g; s|\*\*|*|g')
      [ ! -d "${base:-/}" ] || find "${base:-/}" -type f -path "$pattern" -exec "$me" upload --once {} +
      ;;
    *)
      set --
      saved=$IFS
      IFS=''
      # shellcheck disable=SC2086 # the pattern is to be expanded, and with an empty IFS to nothing but file names
      for match in $pattern; do
        if [ -e "$match" ]; then set -- "$@" "$match"; fi
      done
      IFS=$saved
      [ $# -eq 0 ] || "$me" upload --once "$@"
      ;;
  esac
}

# Files that were already sent aren't sent again if another pass has partly failed.
upload_results() {
  if [ -s "$run/unsent" ]; then
    grep -vxFf "$run/unsent" "$run/pass" >"$run/pass.new"
    mv "$run/pass.new" "$run/pass"
  else
    rm -f "$run/pass" "$run/sent"
  fi
  rm -f "$run/unsent"
  if ! grep -q '^r=' "$state/facts"; then
    upload_matches '/tmp/result*'
    return
  fi
  incomplete=0
  while IFS= read -r line; do
    case $line in
      r=*)
        decode "${line#r=}"
        upload_matches "$value" </dev/null || incomplete=1
        ;;
    esac
  done <"$state/facts"
  return "$incomplete"
}

upload_host_key() {
  [ ! -e "$run/host-key.sent" ] || return 0
  cat /etc/ssh/ssh_host_*_key.pub >"$run/host-key.pub" 2>/dev/null || return 0
  if [ -z "$bucket_url" ]; then
    # Like cloud-init: EC2 provides the console output, to which no one else can write.
    printf '%s\n' '-----BEGIN SSH HOST KEY KEYS-----' "$(cat "$run/host-key.pub")" '-----END SSH HOST KEY KEYS-----'
    : >"$run/host-key.sent"
    return
  fi
  if put run/host-key.pub "$run/host-key.pub"; then
    : >"$run/host-key.sent"
  else
    say "the host key was not published: $why"
  fi
}
