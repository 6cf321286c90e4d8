# Parts that are only needed while the script runs. They come from the bucket, so that user data has room for
# rows. Nothing waits for them. `$1`: how often they are asked for at most.
more() {
  if [ ! -r "$state/more" ]; then
    [ -n "$more" ] || return 1
    enough=$1
    # Two processes may do so at once.
    set -- "$run/more.$(date +%N)$$"
    get "sweeps/$sweep/tables/$more.gz" "$1.gz" '' "$more" && gzip -dc "$1.gz" >"$1" && mv "$1" "$state/more" || return 1
    rm -f "$1.gz"
  fi
  # shellcheck source=/dev/null
  . "$state/more"
}

# Sets `source` to where the script writes metrics; fails while there are none, also of `spored metric`.
find_metrics() {
  place
  source=${metrics:-/tmp/metrics.jsonl}
  case $source in
    [~]/*) source=${home:-/root}/${source#??} ;;
    /*) ;;
    *) source=$work/$source ;;
  esac
  [ -s "$source" ] || [ -s "$run/drop/metrics" ]
}

# Notes what `spored metric` is given: its time, and pairs of name and value. They are read with the file of metrics.
metric() {
  [ $# -gt 0 ] || usage
  for pair in "$@"; do
    case $pair in
      ?*=?*) ;;
      *) usage ;;
    esac
  done
  (
    IFS=$(printf '\t')
    printf '%s\t%s\n' "$(date +%s)" "$*" >>"$run/drop/metrics"
  )
}
