# Sets `starved` if Linux has killed a process because of low memory since the script started: its name, and its memory.
starve() {
  read -r _ began <"$run/started" 2>/dev/null || began=0
  starved=$(dmesg 2>/dev/null | LC_ALL=C awk -v began="$began" -v all="$(sed -n 's/MemTotal://p' /proc/meminfo)" '
    { time = $0; sub(/^\[ */, "", time) }
    time + 0 < began { next }
    sub(/.* usage .*limit /, "") { all = $0 }
    sub(/.*Killed process [0-9]* \(/, "") { name = $0; sub(/\).*/, "", name); sub(/.*anon-rss:/, ""); held = $0 }
    END { if (name) printf "out of memory: Linux ended %s, which held %d of %d MiB", name, held / 1024, all / 1024 }')
}

