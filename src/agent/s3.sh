# Encodes a key or name for a URL: everything except unreserved characters and the slash is escaped.
escape() {
  printf %s "$1" | LC_ALL=C od -An -v -tx1 | LC_ALL=C awk '
    BEGIN { for (i = 33; i < 127; i++) { c = sprintf("%c", i); if (c ~ /[A-Za-z0-9._~\/-]/) plain[sprintf("%02x", i)] = c } }
    { for (i = 1; i <= NF; i++) printf "%s", ($i in plain) ? plain[$i] : "%" toupper($i) }'
}

# Sets `identity`, which shows who wrote a key: the one of this instance in IAM, or the form's. The launching user may
# not have been allowed to see the role: then STS is asked.
identify() {
  [ -z "$identity" ] || return 0
  if [ "$write" = post ]; then
    identity=form:$index.$attempt_no
    return
  fi
  [ -n "$instance" ] || { imds_get meta-data/instance-id && instance=$answer; } || return 1
  identity=${role_id:-kept}:$instance
  [ "$write" = role ] && [ -z "$role_id" ] || return 0
  identity=$(credentials && service=sts origin=$sts_url owner='' query='Action=GetCallerIdentity&Version=2011-06-15' \
    payload=$(sha </dev/null) && signed GET '' "$(date -u +%Y%m%dT%H%M%SZ)" | curl -q -sSf --max-time 20 --config - |
    tr -d '\n' | sed -n 's|.*<UserId>\([A-Za-z0-9_:-]*\)</UserId>.*|\1|p')
  [ -n "$identity" ] || return 1
  printf '%s\n' "$identity" 2>/dev/null >"$state/identity" || :
}

# Sets `full` to the key of status/… or run/… in the record, which contains the identity of this instance.
own() {
  full=spawn-instance=$identity/${1#*/}
  case $1 in
    status/*) full=sweeps/$sweep/status/$full ;;
    rungs/*)
      rung=${1#rungs/}
      full=sweeps/$sweep/rungs/${rung%%/*}/spawn-instance=$identity/${rung#*/}
      ;;
    *) full=sweeps/$sweep/runs/$name/$full ;;
  esac
}

# Prints curl's configuration for a PUT (or a POST form) to KEY, either of a file open as 5, or of the text TEXT.
delivery() {
  if [ "$write" = post ]; then
    option url "$bucket_url"
    option form-string "key=$1"
    case $1 in
      "sweeps/$sweep/status/"*) form=s ;;
      *) form=r ;;
    esac
    while IFS= read -r line; do
      case $line in
        "f$form"*) ;;
        *) continue ;;
      esac
      decode "${line#*=}"
      line=${line%%=*}
      option form-string "${line#f?}=$value"
    done <"$state/facts"
    if [ -n "${2-}" ]; then option form-string "file=$2"; else option form 'file=@/dev/fd/5;filename=file'; fi
    return
  fi
  signed "$method" "$(escape "$1")" "$stamp"
  option request "$method"
  if [ -n "${2-}" ] || [ "$method" = POST ]; then
    option header 'Content-Type: application/json'
    option data-raw "${2-}"
  else
    option upload-file /dev/fd/5
  fi
}

# Sends a file once. For large files, see parts.sh.
method=PUT
whole() {
  attempt "$1" 5<"$2"
}
deliver=whole

# One attempt; sets `why` if it fails, and `lasting` if a retry can't help.
attempt() {
  why='this instance has no credentials: its role is missing, or not there yet'
  lasting=''
  if [ "$write" = role ]; then credentials || return 1; fi
  identify || { why='neither the metadata service nor STS returned the identity of this instance' && return 1; }
  own "$1"
  shift
  set -- "$full" "$@"
  : "${stamp:=$(date -u +%Y%m%dT%H%M%SZ)}"
  if [ "$write" = role ]; then bind "${stamp%%T*}"; fi
  reply=$(delivery "$@" | curl -q -sS -i --globoff --path-as-is --connect-timeout 10 --speed-limit 100 --speed-time 60 \
    --config - -H 'Expect:' -w '\n%{http_code}' 2>&1)
  status=${reply##*
}
  case $status in
    2??) return 0 ;;
    000 | '') why=$(printf '%s\n' "$reply" | grep '^curl:' | head -n 1) ;;
    *)
      why="S3 answered $status $(printf '%s' "$reply" | tr -d '\r' | sed -n 's/.*<Code>\(.*\)<\/Message>.*/\1/p' | sed 's/<[^>]*><[^>]*>/ /g')"
      # S3 refuses signatures if the clock is wrong: its own time is in its answer.
      stamp=$(printf '%s\n' "$reply" | tr -d '\r' | LC_ALL=C awk 'tolower($1) == "date:" && NF == 7 {
        gsub(/:/, "", $6); m = (index("JanFebMarAprMayJunJulAugSepOctNovDec", $4) + 2) / 3
        d = sprintf("%s%02d%02dT%sZ", $5, m, $3, $6) } END { print d }')
      known_until=0
      case $why in
        *RequestTimeTooSkewed*) pause=$((tries > 0 ? pause : 0)) ;;
      esac
      case $status in
        400 | 404 | 405 | 411 | 413) lasting=1 ;;
      esac
      ;;
  esac
  return 1
}

# Stores a file, or TEXT, on this instance, where it can be fetched over ssh, with the keys of the bucket.
keep() {
  case $1 in run/log/*) set -- run/output.log "$log" ;; esac
  identify || identity=kept:${instance:-i-0}
  own "$1"
  kept=$state/record/$full
  why='it could not be stored on this instance'
  (umask 0 && mkdir -p "${kept%/*}") 2>/dev/null || return 1
  case $1 in
    run/output.log) ln -sf "$log" "$kept" && return ;;
  esac
  part=$(mktemp "$state/record/.part.XXXXXX") || return 1
  if { if [ -n "${3-}" ]; then printf '%s\n' "$3"; else cat <"$2"; fi; } 2>/dev/null >"$part" &&
    chmod 644 "$part" && mv -f "$part" "$kept"; then return 0; fi
  rm -f "$part"
  # A full disk has space for a link to an existing file.
  case ${3-}$2 in
    /*) ln -sf "$2" "$kept" ;;
    *) return 1 ;;
  esac
}

# Sends a file, or TEXT, to status/… or run/…, and retries for a while: new roles and networks take time. `patience` is
# the number of attempts; `give_up_at`, in seconds since boot, is when there is no time left.
put() {
  if [ -z "$bucket_url" ]; then
    keep "$@"
    return
  fi
  tries=0
  pause=1
  stamp=''
  while :; do
    if [ -n "${3-}" ]; then
      attempt "$1" "$3" && break
    elif [ ! -r "$2" ]; then
      why='it cannot be read'
      return 1
    else
      "$deliver" "$1" "$2" && break
    fi
    tries=$((tries + 1))
    tick
    # If one object failed for a long time, the others aren't tried for as long.
    if [ "$tries" -ge "$patience" ]; then : >"$run/hopeless"; fi 2>/dev/null
    if [ -n "$lasting" ] || [ -e "$run/hopeless" ] || [ $((now + pause)) -ge "${give_up_at:-99999999999}" ]; then
      # Files that S3 doesn't get can be fetched from here.
      asked=$why
      keep "$@"
      why=$asked
      return 1
    fi
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 + (pause == 0) : 15))
  done
  rm -f "$run/hopeless" 2>/dev/null
}

# Downloads KEY, or the presigned URL, to a file, and verifies its hash.
get() {
  tries=0
  pause=1
  until {
    if [ -n "$3" ]; then option url "$3"; else
      credentials && signed GET "$(escape "$1")" "$(date -u +%Y%m%dT%H%M%SZ)"
    fi
  } | curl -q -sSf --globoff --path-as-is --connect-timeout 10 --speed-limit 100 --speed-time 60 --config - -o "$2"; do
    tries=$((tries + 1))
    [ "$tries" -lt "${enough:-24}" ] || return 1
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 15))
  done
  [ "$(sha256sum <"$2" | cut -c 1-64)" = "$4" ] || return 2
}
