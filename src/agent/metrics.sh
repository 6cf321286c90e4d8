# Metrics: what the script adds to its file of metrics, or gives to `spored metric`, follows in chunks, each of which is
# written once: see record.ts. Whoever reads them needs no more than JSON.

# Turns lines on stdin into JSON objects of numbers, one a line; `null` is a value that isn't a number. `$1` is their kind: json,
# csv or said. `$2` and `$3` are the state before and after: how many lines there were, the header of CSV, and the names so far.
numbers() {
  LC_ALL=C awk -v kind="$1" -v before="$2" -v after="$3" '
    function take(form) {
      got = ""
      if (!match(rest, form)) return 0
      got = substr(rest, 1, RLENGTH)
      rest = substr(rest, RLENGTH + 1)
      return 1
    }
    function add(name, number) {
      if (muted || name == "" || name ~ /^_(line|time)$/) return 1
      if (!(name in known)) {
        if (names >= 200) return lost = 1
        known[name] = ++names
      }
      text = text ",\"" name "\":" number
      return 1
    }
    function object(prefix, depth, name) {
      if (take("^[ \t]*[}]")) return 1
      do {
        if (!take("^[ \t]*\"([^\"\\\\]|\\\\.)*\"[ \t]*:[ \t]*")) return 0
        name = got
        sub(/^[ \t]*"/, "", name)
        sub(/"[ \t]*:[ \t]*$/, "", name)
        if (!json(prefix name, depth)) return 0
      } while (take("^[ \t]*,"))
      return take("^[ \t]*[}]")
    }
    function list(depth) {
      muted++
      if (!take("^[ \t]*[]]")) {
        do {
          take("^[ \t]*")
          if (!json("", depth)) return 0
        } while (take("^[ \t]*,"))
        if (!take("^[ \t]*[]]")) return 0
      }
      muted--
      return 1
    }
    function json(name, depth) {
      if (depth > 8) return 0
      if (take("^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) return add(name, got)
      if (take("^(NaN|-?Infinity|null)")) return add(name, "null")
      if (take("^[{]")) return object(name ".", depth + 1)
      if (take("^\\[")) return list(depth + 1)
      return take("^(true|false|\"([^\"\\\\]|\\\\.)*\")")
    }
    function plain(name, number, sign) {
      gsub(/^[ \t]+|[ \t]+$/, "", number)
      if (tolower(number) ~ /^[-+]?(nan|inf|infinity)$/) return add(name, "null")
      if (number !~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/) return number ~ /^(NA|None|null|)$/
      sign = number ~ /^-/ ? "-" : ""
      sub(/^[-+]/, "", number)
      sub(/^0+/, "", number)
      if (number !~ /^[0-9]/) number = "0" number
      if (match(number, /\.([eE]|$)/)) number = substr(number, 1, RSTART - 1) substr(number, RSTART + 1)
      return add(name, sign number)
    }
    function cleaned(name) {
      gsub(/^[ \t]+|[ \t]+$/, "", name)
      gsub(/[\\"]/, "\\\\&", name)
      gsub(/[\001-\037\177]/, "", name)
      return name
    }
    function cells(row, count) {
      count = 0
      rest = row
      do {
        if (take("^[ \t]*\"([^\"]|\"\")*\"")) {
          sub(/^[ \t]*"/, "", got)
          sub(/"$/, "", got)
          gsub(/""/, "\"", got)
        } else take("^[^" mark "]*")
        cell[++count] = got
      } while (take("^" mark))
      return count
    }
    BEGIN {
      while ((getline line <before) > 0) {
        if (line ~ /^l/) lines = substr(line, 2) + 0
        else if (line ~ /^h/) header = substr(line, 2)
        else known[substr(line, 2)] = ++names
      }
      close(before)
      last = -1
    }
    { sub(/\r$/, "") }
    kind == "csv" && (header == "" || mark == "") {
      first = header == "" ? $0 : header
      sub(/^\357\273\277/, "", first)
      mark = first ~ /,/ ? "," : first ~ /\t/ ? "\t" : ";"
      columns = cells(first)
      for (i = 1; i <= columns; i++) column[i] = cleaned(cell[i])
      if (header == "") { header = first; next }
    }
    {
      lines++
      text = ""
      muted = 0
      when = ""
      whole = length($0) <= 32768
      if (whole && kind == "json") {
        rest = $0
        whole = take("^[ \t]*[{]") && object("", 0) && rest ~ /^[ \t]*$/
      } else if (whole && kind == "csv") {
        n = cells($0)
        for (i = 1; i <= n && i <= columns; i++) plain(column[i], cell[i])
      } else if (whole) {
        n = split($0, cell, "\t")
        when = cell[1] ~ /^[0-9]+$/ ? ",\"_time\":" cell[1] : ""
        for (i = 2; i <= n; i++) {
          at = match(cell[i], /=[^=]*$/)
          whole = at > 1 && plain(cleaned(substr(cell[i], 1, at - 1)), substr(cell[i], at + 1)) && whole
        }
      }
      if (!whole && $0 ~ /[^ \t]/) { bad++; if (worst == "") worst = $0 }
      if (text == "" || (kind == "json" && !whole)) next
      if (lines > 100000 && lines % (lines > 1000000 ? 100 : 10)) { thinned = 1; next }
      text = substr(text, 2) when
      if (lines != last + 1) text = "\"_line\":" lines "," text
      last = lines
      print "{" text "}"
    }
    END {
      print "l" lines + 0 >after
      if (header != "") print "h" header >after
      for (name in known) print "k" name >after
      close(after)
      news = after ".news"
      printf "" >news
      if (lost) print "keys" >news
      if (thinned) print "lines" >news
      if (bad) print "bad " bad " " substr(worst, 1, 80) >news
    }'
}

# Says once of each source what of its metrics is not kept.
tell_news() {
  while read -r what count sample; do
    [ ! -e "$s.told.$what" ] || continue
    : >"$s.told.$what"
    case $what in
      keys) note "metrics: $1 has more than 200 names; the first 200 are kept" ;;
      lines) note "metrics: $1 has more than 100,000 lines; from here every 10th is kept, and every 100th after 1,000,000" ;;
      *) note "metrics: $count lines of $1 hold no numbers that can be read, such as: $sample" ;;
    esac
  done <"$s.news"
}

# Cuts the next chunk of source `$1`, of kind `$2`, from the file `$3`: whole lines that are new, up to 4 MiB. Fails where there
# are none. A file that is written again begins a new generation, which replaces the one before.
cut_chunk() {
  [ -f "$3" ] && [ -r "$3" ] && size=$(stat -L -c %s "$3") || return 1
  generation=1 number=0 offset=0 since=$began length=0 sum=''
  { read -r generation number offset since length sum <"$s.now"; } 2>/dev/null
  begins() { head -c "$1" "$2" | cksum; }
  if [ "$size" -lt "$offset" ] || [ "$(begins "$length" "$3")" != "${sum:-$(begins 0 "$3")}" ]; then
    generation=$((generation + 1)) number=0 offset=0 length=0
    rm -f "$s.state"
  fi
  tail -c "+$((offset + 1))" "$3" | head -c 4194304 >"$s.raw"
  taken=$(($(wc -c <"$s.raw")))
  # A torn line waits for its end, unless that has come, or it is endless.
  if [ "$taken" -lt 4194304 ] && [ -n "$final" ]; then :
  elif [ -n "$(tail -c 1 "$s.raw" | tr '\000' x)" ]; then
    torn=$(($(tail -n 1 "$s.raw" | wc -c)))
    [ "$torn" -eq 4194304 ] || taken=$((taken - torn))
  fi
  [ "$taken" -gt 0 ] || return 1
  : >>"$s.state"
  head -c "$taken" "$s.raw" | tr -d '\000' | numbers "$2" "$s.state" "$s.after" >"$s.lines"
  rm -f "$s.raw"
  mv "$s.after.news" "$s.news"
  # Early stopping, where the sweep has it: see stop.sh.
  ${checking:-:} "$s.lines"
  tell_news "$3"
  offset=$((offset + taken))
  if [ "$length" -lt 1024 ]; then length=$((offset < 1024 ? offset : 1024)); fi
  tick
  until=$((zero + now))
  key=$1$(printf '%04d/%06d' "$generation" "$number").$since.$until.jsonl.gz
  if [ -s "$s.lines" ]; then number=$((number + 1)); else key=''; fi
  gzip -nc "$s.lines" >"$s.gz" && rm -f "$s.lines" &&
    echo "$generation $number $offset $until $length $(begins "$length" "$3")" >"$s.next" && echo "$key" >"$s.key"
}

# Sends what is new of a source. A chunk that was not sent is sent again as it is.
ship() {
  s=$run/metrics.$1
  tries_left=16
  while [ "$tries_left" -gt 0 ]; do
    tries_left=$((tries_left - 1))
    [ -s "$s.key" ] || cut_chunk "$@" || return 0
    read -r key <"$s.key"
    if [ -n "$key" ]; then put "run/metrics/$key" "$s.gz" || return 1; fi
    mv "$s.after" "$s.state" && mv "$s.next" "$s.now" && rm -f "$s.key" "$s.gz"
    [ -n "$final" ] || return 0
  done
}

# Sets the times that chunks are named by: `zero`, when `now` began, and `began`, when the script did.
date_metrics() {
  born
  zero=$(($(cat "$state/launched" 2>/dev/null || date +%s) - birth))
  began=$now
  { read -r _ began <"$run/started"; } 2>/dev/null
  began=$((zero + began))
}

ship_metrics() {
  case $source in
    *.csv) ship f csv "$source" ;;
    *) ship f json "$source" ;;
  esac
  ship s said "$run/drop/metrics"
}

# Follows a running script, next to `watch`: every 5 s in the first minute, every 15 s for ten minutes, then every minute.
follow_metrics() {
  tick
  patience=3 final='' metrics_due=$now
  find_metrics
  date_metrics
  echo $$ >"$run/follower"
  while [ ! -e "$run/exit" ] && [ ! -d "$run/finishing" ] && [ "$(pid_in follower)" = $$ ]; do
    tick
    if [ "$now" -ge "$metrics_due" ]; then
      ship_metrics || :
      pause=$((now - watch_start < 60 ? 5 : now - watch_start < 600 ? 15 : 60))
      if [ -n "${checking-}" ] && [ "$pause" = 60 ]; then pause=15; fi
      metrics_due=$((now + pause))
    fi
    sleep 5
  done
}

# Sends the rest, with the last line as it is.
end_metrics() {
  tick
  patience=2 final=1
  date_metrics
  ship_metrics || say "the last metrics were not sent: $why"
}
