# Sets `key` for a file: its path below /tmp/results; for one of a folder ROOT that was asked for, from that folder's
# name on; else its base name. Of two files with one name the second goes below its folder's name.
name_result() {
  base=${1##*/}
  folder=${1%"$base"}
  folder=$(cd "${folder:-.}" 2>/dev/null && pwd -P) || folder=''
  real=${folder%/}/$base
  case $real in
    /tmp/results/*) key=${real#/tmp/results/} ;;
    *)
      key=$base
      if [ -n "${2-}" ]; then key=${2##*/}/${1#"$2"/}; fi
      ;;
  esac
  key=${key#/}
  real=$(escape "$real")
  taken=$(escape "$key")
  if LC_ALL=C awk -v key="$taken" -v file="$real" '$1 == key && $2 != file { taken = 1 } END { exit !taken }' "$run/drop/keys"; then
    key=${folder##*/}/$key
    key=${key#/}
    taken=$(escape "$key")
  fi
  printf '%s %s\n' "$taken" "$real" >>"$run/drop/keys"
}

# Says what went wrong with an upload: to who asked for it, and into the log where that was nobody.
complain() {
  if [ -n "$once" ]; then note "$1"; else say "$1"; fi
}

# Uploads files and folders, a few at a time. With --once, what this pass has sent already is left out.
upload() {
  once='' root='' failed=0 pending='' flying=0
  case ${1-} in --once) once=1 && shift ;; esac
  case ${1-} in --below) root=$2 && shift 2 ;; esac
  # Once for all that follow, each of which is a process of its own.
  if [ "$write" = role ] && credentials; then bind "$(date -u +%Y%m%d)"; fi
  for item in "$@"; do
    while [ "$item" != "${item%/}" ] && [ "$item" != / ]; do item=${item%/}; done
    case $item in -*) item=./$item ;; esac
    if [ -d "$item" ]; then
      # Inside a folder only links lead here, and they may lead in circles.
      [ -z "$root" ] || continue
      # By its true name, since one like `..` would lead a key out of the folder of results.
      item=$(cd "$item" && pwd -P) || continue
      find "$item" \( -type f -o -type l \) -exec "$me" upload ${once:+--once} --below "$item" {} + || failed=1
      continue
    fi
    if [ ! -f "$item" ]; then
      # A link inside a folder may lead nowhere.
      [ -n "$root" ] || { complain "$item is not a file; it was not uploaded"; failed=1; }
      continue
    fi
    name_result "$item" "$root"
    if [ -n "$once" ]; then
      if grep -qxF -- "$real" "$run/pass" 2>/dev/null; then continue; fi
      printf '%s\n' "$real" >>"$run/pass"
    fi
    {
      put "run/results/$key" "$item" || { complain "$item was not uploaded: $why"; exit 1; }
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

# Uploads what matches a pattern. `**` crosses folders, as everywhere; the rest is the shell's own globbing.
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

upload_results() {
  rm -f "$run/pass"
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

upload_log() {
  [ -f "$log" ] || return 0
  put run/output.log "$log"
}

upload_host_key() {
  [ ! -e "$run/host-key.sent" ] || return 0
  cat /etc/ssh/ssh_host_*_key.pub >"$run/host-key.pub" 2>/dev/null || return 0
  if [ -z "$bucket_url" ]; then
    # As cloud-init does: EC2 hands the console over, which nobody else can write.
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
