# Early stopping: at the steps `first`, `first` times `factor`, and so on, a run compares itself with the others of its sweep,
# by keys that each of them has written there. Whoever gets no answer runs on. src/results/curves/stop.ts says the same.

# Prints rung, step, value and average where the chunk on stdin reaches a rung. `$1` and `$2` are the state before and after.
reach_rungs() {
  stop_metric=$stop_metric LC_ALL=C awk -v before="$1" -v after="$2" -v first="$stop_first" -v factor="$stop_factor" '
    function field(name, at, text) {
      at = index($0, "{\"" name "\":")
      if (!at) at = index($0, ",\"" name "\":")
      if (!at) return ""
      text = substr($0, at + length(name) + 4)
      match(text, /[,}]/)
      return substr(text, 1, RSTART - 1)
    }
    BEGIN {
      metric = ENVIRON["stop_metric"]
      count = split("step global_step _step trainer/global_step train/global_step current_steps iteration iter epoch", names, " ")
      getline <before
      close(before)
      line = $1 + 0; last = $2; done = $3 + 0; sum = $4 + 0; values = $5 + 0
      if (last == "-") last = ""
    }
    {
      number = field("_line")
      line = number == "" ? line + 1 : number + 0
      for (i = 1; i <= count; i++) {
        number = field(names[i])
        if (number != "" && number != "null") break
      }
      if (i <= count) last = number
      step = last == "" ? line : last + 0
      value = field(metric)
      if (value == "") next
      if (value == "null") value = "nan"
      else { sum += value; values++ }
      if (step < first) next
      for (rung = first; rung * factor <= step; rung *= factor) continue
      if (rung <= done) next
      done = rung
      printf "%.0f %s %s %s\n", rung, last == "" ? line : last, value, values ? sprintf("%.17g", sum / values) : "nan"
    }
    END { printf "%.0f %s %.0f %.17g %.0f\n", line, last == "" ? "-" : last, done, sum, values >after }'
}

# Reads the keys of a rung; prints the rank of the value of this instance, and of how many, if it is to stop. Of each instance
# one value counts. A value that isn't a number is worse than all others; equal ones have one rank, so the best never stops.
rank_in_rung() {
  LC_ALL=C awk -v own="$identity" -v goal="$stop_goal" -v rule="$stop_rule" -v factor="$stop_factor" -v least="$stop_least" '
    function better(a, b) {
      if (a == "nan") return 0
      if (b == "nan") return 1
      return goal == "max" ? a + 0 > b + 0 : a + 0 < b + 0
    }
    match($0, /\/spawn-instance=[^\/]+\/[0-9]+\.[0-9]+\./) {
      value = substr($0, RSTART + RLENGTH)
      who = substr($0, RSTART + 16)
      sub(/\/.*/, "", who)
      if (who in seen || value !~ /^(nan|-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?)$/) next
      seen[who] = 1
      list[++n] = value
      if (who == own) { found = 1; mine = value }
    }
    END {
      if (!found || n < least) exit
      for (i = 1; i <= n; i++) ahead += better(list[i], mine)
      kept = int(n / factor)
      if (kept < 1) kept = 1
      if (ahead > 0 && (rule == "median" ? 2 * ahead >= n : ahead >= kept)) print ahead + 1, n
    }'
}

# Prints the keys of rung `$1`, a page of 1,000 after the other.
list_rung() {
  mark=''
  while credentials; do
    query="${mark:+continuation-token=$(escape "$mark" | sed 's|/|%2F|g')&}list-type=2&prefix=$(escape "sweeps/$sweep/rungs/$1/" | sed 's|/|%2F|g')"
    reply=$(signed GET '' "$(date -u -d "@$((zero + now))" +%Y%m%dT%H%M%SZ)" |
      curl -q -sSf --connect-timeout 10 --max-time 30 --config - | tr -d '\r\n') || return 1
    printf '%s\n' "$reply" | LC_ALL=C awk '{ gsub(/<Key>/, "\n<Key>") } 1' | sed -n 's|^<Key>\([^<]*\)</Key>.*|\1|p'
    mark=$(printf '%s\n' "$reply" | sed -n 's|.*<NextContinuationToken>\([^<]*\)</NextContinuationToken>.*|\1|p')
    [ -n "$mark" ] || return 0
  done
  return 1
}

# Decides whether this run stops at a rung: prints what is reported then.
judge_rung() {
  value=$3
  [ "$stop_rule" != median ] || value=$4
  put "rungs/$1/$index.$attempt_no.$value" '' "{\"step\":$2,\"value\":\"$value\"}" && [ -z "$final" ] || return 0
  tick
  list_rung "$1" >"$run/rung" || return 0
  rank=$(rank_in_rung <"$run/rung")
  [ -n "$rank" ] || return 0
  what=$stop_metric
  [ "$stop_rule" != median ] || what="average of $stop_metric"
  printf '%s %s at step %s, rank %s of %s\n' "$what" "$value" "$2" "${rank% *}" "${rank#* }"
}

# Looks at a chunk that has been cut: see metrics.sh.
: "${stop_metric:=}" "${stop_goal:=min}" "${stop_rule:=asha}" "${stop_first:=1}" "${stop_factor:=3}" "${stop_least:=4}"
checking=check_rungs
check_rungs() {
  [ -n "$stop_metric" ] && [ "$write" = role ] && [ -n "$bucket_url" ] || return 0
  : >>"$s.stop"
  reach_rungs "$s.stop" "$s.stop.new" <"$1" >"$run/reached"
  mv "$s.stop.new" "$s.stop"
  while read -r rung step value average; do
    reason=$(judge_rung "$rung" "$step" "$value" "$average" </dev/null)
    query=''
    if [ -n "$reason" ] && [ ! -e "$run/exit" ]; then
      decide stopped-early "$reason"
      stop_script 10
      return 0
    fi
  done <"$run/reached"
}
