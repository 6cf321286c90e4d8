# Prints a line for each running process that the script has started: its pid, 1 for work and 0 for a possible daemon,
# its CPU time in ticks, and the seconds since its start. They are identified by their environment, which they inherit
# even after setsid and nohup; processes of a logged-in user don't count.
survivors() {
  pids=$(grep -ls "SWEEP_ID=$sweep" /proc/[0-9]*/environ | tr -cd '0-9\n')
  [ -n "$pids" ] || return 1
  born
  tick
  cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk -v pids="$pids" -v script="$(pid_in script.pid)" -v hertz="$hertz" -v now="$now" '
    { rest = $0; sub(/^.*[)] /, "", rest); split(rest, f, " "); name[$1] = substr($0, index($0, "(") + 1, 15)
      parent[$1] = f[2]; session[$1] = f[4]; tty[$1] = f[5]; cpu[$1] = f[12] + f[13]; age[$1] = now - int(f[20] / hertz)
      dead[$1] = f[1] ~ /[ZX]/ }
    END { n = split(pids, pid, "\n")
      for (i = 1; i <= n; i++) { p = pid[i]
        if (!(p in parent) || dead[p]) continue
        for (up = p; up > 1 && up in parent && name[up] !~ /^(sshd|ssm-session|spored[)])/; up = parent[up]);
        if (up > 1 && up in parent) continue
        print p, (session[p] == script || tty[p] != 0), cpu[p], age[p]; any = 1 }
      exit !any }'
}

# The same, with a retry: a process that has just been started has no readable environment.
still_running() {
  tries=0
  until found=$(survivors); do
    tries=$((tries + 1))
    [ "$tries" -lt 4 ] || return 1
    sleep 0.3
  done
}

# Sets `left` to the running processes of the script, for a sentence; empty if there are none, or only idle daemons.
find_left() {
  left=''
  still_running || return 0
  before=$found
  case $before in
    *' 0 '*)
      sleep 2
      after=$(survivors) || return 0
      before=$(printf '%s\n=\n%s\n' "$before" "$after" | awk '$1 == "=" { now = 1; next }
        !now { cpu[$1] = $3; next } $2 || ($1 in cpu && $3 - cpu[$1] > 10) { print $1, 1, $3, $4 }')
      ;;
  esac
  more=0
  while read -r pid works _ age; do
    [ "$works" = 1 ] || continue
    more=$((more + 1))
    [ "$more" -le 3 ] || continue
    words=$(tr '\0' ' ' </proc/"$pid"/cmdline 2>/dev/null | tr -d '\n' | cut -c 1-60)
    left="$left${left:+, }${words% } ($age s after its start)"
  done <<END
$before
END
  [ "$more" -le 3 ] || left="$left and $((more - 3)) more"
}

# Sets `unseen` to the files that the script has written to its working directory, its home, or root's home, and that
# were not uploaded: number, size, and the first few names. Git clones count from their checkout; caches, environments,
# and hidden files don't.
find_unseen() {
  unseen=''
  [ -e "$state/prepared" ] || return 0
  : >>"$run/sent"
  find "${home:-$work}" /root -maxdepth 5 -name .git -prune 2>/dev/null | sed 's|/.git$||' >"$run/clones"
  unseen=$({
    for folder in "${home:-$work}" /root; do written "$folder" "$state/prepared" "$run/clones"; done
    while IFS= read -r clone; do written "$clone" "$clone/.git/index" /dev/null; done <"$run/clones"
  } 2>/dev/null | LC_ALL=C awk -v sent="$run/sent" -v work="$work/" '
    BEGIN { while ((getline line < sent) > 0) gone[line] = 1 }
    { bytes = $1; sub(/^[0-9]+ /, ""); if ($0 in gone) next
      gone[$0] = 1; n++; size += bytes; if (index($0, work) == 1) $0 = substr($0, length(work) + 1)
      if (n <= 3) names = names (n > 1 ? ", " : "") $0 }
    END { if (!n) exit
      printf "%d file%s, " (size < 1e5 ? "%d bytes" : "%.1f MB") ": %s%s", n, (n > 1 ? "s" : ""), size < 1e5 ? size : size / 1e6, names, (n > 3 ? ", ..." : "") }')
}

# Prints size and path of the files below a folder that are newer than a file, without the folders in a list.
written() {
  folder=$1 newer=$2 without=$3
  set --
  while IFS= read -r clone; do set -- "$@" -path "$clone" -prune -o; done <"$without"
  find "$folder" "$@" \( -name '.?*' -o -name __pycache__ -o -name node_modules -o -name site-packages -o -name venv -o -name '*conda*' \) \
    ! -path "$folder" -prune -o -type f -size +0c -newer "$newer" -exec stat -c '%s %n' {} +
}
