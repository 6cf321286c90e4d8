usage() {
  printf '%s\n' 'usage: spored complete [--status success|failed|stopped] [--message TEXT]' \
    '       spored metric NAME=VALUE...' '       spored upload PATH...' '       spored status' >&2
  exit 2
}

# Stores the outcome that the script reports.
conclude() {
  job=succeeded message=''
  while [ $# -gt 0 ]; do
    case $1 in
      --*=*)
        key=${1%%=*} value=${1#*=}
        shift
        set -- "$key" "$value" "$@"
        ;;
    esac
    case $1 in
      --status)
        case ${2-} in
          success | succeeded) job=succeeded ;;
          failed | failure) job=failed ;;
          stopped | stopped-early) job=stopped-early ;;
          *) usage ;;
        esac
        ;;
      --message) 
        [ $# -ge 2 ] || usage
        message=$2
        ;;
      *) usage ;;
    esac
    shift 2
  done
  if [ -e "$state/reported" ]; then
    echo 'spored: this run has already been reported' >&2
    exit 1
  fi
  # Numbered, since the last report counts; linked, since two can arrive at once.
  printf '%s\n%s\n' "$job" "$message" >"$run/drop/.$$" || exit 1
  number=1
  until ln "$run/drop/.$$" "$run/drop/complete.$number" 2>/dev/null; do
    number=$((number + 1))
    [ "$number" -lt 1000 ] || exit 1
  done
  rm -f "$run/drop/.$$"
  say "the run will be reported as $job when its script ends"
}

# The files on this instance that can be fetched over ssh: size, time, and path of each.
record() {
  load && cd "$state/record/sweeps/$sweep" 2>/dev/null || return 0
  find -L . -type f -exec stat -L -c '%s %Y %n' {} +
}

status() {
  load || { echo 'spored: this instance has no run' >&2; exit 1; }
  job=running
  [ -e "$run/started" ] || job=starting
  if [ -e "$run/reported" ] || [ -e "$state/reported" ]; then
    job=$(sed 's/.*"state":"\([^"]*\)".*/\1/' "$state/report.json")
  fi
  printf '%-12s %s\n' sweep "$sweep" run "$name" index "$index" state "$job" instance "${instance:-unknown}" on-complete "$on_complete"
  if [ -r "$run/deadline" ]; then
    tick
    left=$(($(cat "$run/deadline") - now))
    printf '%-12s %s\n' ttl-left "$((left / 3600))h$((left / 60 % 60))m$((left % 60))s"
  else
    printf '%-12s %s\n' ttl-left 'no ttl'
  fi
  identify || :
  own run/results/
  printf '%-12s %s\n' log "$log" results "${bucket_url:-$state/record}/$full"
}

: "${patience:=8}"
command=${1-}
[ $# -eq 0 ] || shift
case $command in
  complete) conclude "$@" ;;
  upload)
    [ $# -gt 0 ] || usage
    load || { echo 'spored: this instance has no run' >&2; exit 1; }
    upload "$@"
    ;;
  metric) metric "$@" ;;
  status) status ;;
  record) record ;;
  run) run ;;
  watch) watch ;;
  script) script ;;
  checkpoint) load && ${saves:+late save} ;;
  finish) finish ;;
  boot) boot ;;
  stopping) stopping ;;
  expire) expire "$1" ;;
  *) usage ;;
esac
