# Secrets: read before the script starts, only for the script; output and reports contain *** instead.
hide=$run/hide hidden=hide secure=read_secrets drain=drain_hidden
: "${secrets:=}"

# Copies text without the values of secrets. Other users than root have not read any.
hide() {
  if [ -r "$hide" ]; then LC_ALL=C sed -f "$hide"; else cat; fi
}

# Passes the output of the script to the console and the file `$1`, line by line, so that both are up to date.
drain_hidden() {
  if [ ! -s "$hide" ]; then
    apart tee -a "$1"
  elif sed -u '' </dev/null >/dev/null 2>&1; then
    apart env LC_ALL=C sed -u -f "$hide" | apart tee -a "$1"
  else
    apart env LC_ALL=C sed -f "$hide" | apart tee -a "$1"
  fi
}

# Reads the secrets of the row; fails, with a message, if one of them can't be read.
read_secrets() {
  grep '^v' "$state/row" >"$run/wanted" || return 0
  # Without a pipe, the output would reach the log unfiltered.
  if ! { rm -f "$run/pipe" && mkfifo "$run/pipe"; }; then
    decide failed 'this instance has no room for a pipe that hides secrets, so the script was not started'
    return 1
  fi
  # shellcheck disable=SC2086 # region and two addresses
  set -- $secrets
  (umask 077 && : >"$run/found" && : >"$run/values" && : >"$hide" && : >"$run/env")
  while IFS= read -r line; do
    line=${line#v}
    variable=${line%%=*}
    decode "${line#*=}"
    source=$value
    if ! obtain "$1" "$2" "$3"; then
      case $source in ssm:/spawn/secrets/*) source='env' ;; esac
      decide failed "the secret $variable ($source) could not be read, so the script was not started: $why"
      rm -f "$run/found" "$run/values"
      return 1
    fi
    printf 'e%s=%s\n' "$variable" "$encoded" >>"$run/found"
    decode "$encoded"
    printf '%s\n' "$value" >>"$run/values"
  done <"$run/wanted"
  assignments "$run/found" e 'export ' >"$run/env"
  # The longest first, since one can contain another. Shorter values would hide half of the log.
  LC_ALL=C awk 'length($0) > 3 { print length($0) " " $0 }' "$run/values" | LC_ALL=C sort -rn | cut -d ' ' -f 2- |
    LC_ALL=C sed 's,[][\/.*^$],\\&,g; s,.*,s/&/***/g,' >"$hide"
  rm -f "$run/found" "$run/values"
  # Sourced only by the script's own process: login shells have an earlier copy of the profile.
  printf '. %s\nrm -f %s\n' "$run/env" "$run/env" >>"$state/profile"
  note 'the values of secrets are shown as *** in this log'
}

# Sets `encoded` to the value at `source` in printf's format; or fails and sets `why`. Retries for half a minute, since
# a new role takes a while to be known.
obtain() {
  tries=0 pause=1
  until reply=$(inquire "$@") && [ "${reply##*
}" = 200 ]; do
    code=$(printf '%s\n' "$reply" | sed -n 's/.*"__type" *: *"\([^"]*#\)\{0,1\}\([A-Za-z]*\)".*/\2/p' | head -n 1)
    most=8
    case $code in
      *NotFound*) why="it does not exist in $1" most=3 ;;
      AccessDenied*) why='the role of this instance may not read it' ;;
      '') why='no answer came, or this instance has no credentials' ;;
      *) why="AWS answered $code" ;;
    esac
    tries=$((tries + 1))
    [ "$tries" -lt "$most" ] || return 1
    sleep "$pause"
    pause=$((pause < 8 ? pause * 2 : 8))
  done
  case $source in ssm:*) key=Value ;; *) key=SecretString ;; esac
  why='its value cannot be an environment variable'
  encoded=$(printf '%s\n' "${reply%
*}" | json_string "$key")
}

# Requests the value at `source` in a region from the endpoint of Systems Manager or Secrets Manager; prints the answer
# and its HTTP status.
inquire() (
  service=${source%%:*} region=$1 owner='' query=''
  case $service in
    ssm) origin=$2 target=AmazonSSM.GetParameter body="{\"Name\":\"${source#*:}\",\"WithDecryption\":true}" ;;
    *) origin=$3 target=secretsmanager.GetSecretValue body="{\"SecretId\":\"${source#*:}\"}" ;;
  esac
  credentials || exit 1
  payload=$(printf %s "$body" | sha)
  {
    signed POST '' "$(date -u +%Y%m%dT%H%M%SZ)"
    option request POST
    option header 'Content-Type: application/x-amz-json-1.1'
    option data-raw "$body"
  } | curl -q -sS --globoff --max-time 20 --config - -w '\n%{http_code}' 2>/dev/null
)

# Prints the string at a key of the JSON on stdin in printf's format; fails if there is none, or if it contains a NUL.
json_string() {
  LC_ALL=C awk -v key="$1" '
    function byte(n) { return sprintf("\\0%03o", n) }
    function tail(n) { return byte(128 + n % 64) }
    function character(n) {
      if (n < 128) return byte(n)
      if (n < 2048) return byte(192 + int(n / 64)) tail(n)
      if (n < 65536) return byte(224 + int(n / 4096)) tail(int(n / 64)) tail(n)
      return byte(240 + int(n / 262144)) tail(int(n / 4096)) tail(int(n / 64)) tail(n)
    }
    function unit(digits, i, n) {
      for (i = 1; i <= 4; i++) n = n * 16 + index("123456789abcdef", tolower(substr(digits, i, 1)))
      return n
    }
    { text = text $0 }
    END {
      ORS = ""
      if (!match(text, "[{,][ \t]*\"" key "\"[ \t]*:[ \t]*\"")) exit 1
      text = substr(text, RSTART + RLENGTH)
      while (match(text, /["\\]/)) {
        print substr(text, 1, RSTART - 1)
        if (substr(text, RSTART, 1) == "\"") exit 0
        letter = substr(text, RSTART + 1, 1)
        text = substr(text, RSTART + 2)
        if (letter == "u") {
          n = unit(text)
          text = substr(text, 5)
          if (n >= 55296 && n < 56320 && substr(text, 1, 2) == "\\u") {
            n = 65536 + (n - 55296) * 1024 + unit(substr(text, 3)) - 56320
            text = substr(text, 7)
          }
          if (n == 0) exit 1
          print character(n)
        } else if (letter == "\\") print "\\\\"
        else if (place = index("btn fr", letter)) print byte(7 + place)
        else print letter
      }
      exit 1
    }'
}
