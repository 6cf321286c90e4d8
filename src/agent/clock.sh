set -u
umask 022
# Only what is missing, since spored is started repeatedly.
for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  case :${PATH-}: in *":$folder":*) ;; *) PATH=${PATH:+$PATH:}$folder ;; esac
done
export PATH
state=/var/lib/spawn
log=/var/log/spawn/output.log
me=$state/spored

# Files that must not depend on the disk are in memory.
run=/run/spawn
[ -d "$run" ] || mkdir -p "$run" 2>/dev/null || run=$state/run

# Creates the folder for the state of this boot. Scripts of any user can add to `drop`.
room() {
  mkdir -p "$run/drop" && chmod 1777 "$run/drop" && touch "$run/drop/keys" "$run/drop/metrics" &&
    chmod 666 "$run/drop/keys" "$run/drop/metrics"
}

# Prints text that differs for each boot of the kernel. Read with `cat`, since a file of /proc has no size for `cmp`.
boot_id() {
  cat /proc/sys/kernel/random/boot_id
}

# Sets `now`: seconds since boot, independent of clock changes.
tick() {
  read -r now _ </proc/uptime
  now=${now%%.*}
}

# Sets `birth`: when this instance started, in seconds since boot. Zero on a machine, later in a sandbox.
born() {
  hertz=$(getconf CLK_TCK 2>/dev/null) || hertz=100
  birth=$(LC_ALL=C awk -v hertz="$hertz" '{ sub(/^.*[)] /, ""); print int($20 / hertz) }' /proc/1/stat 2>/dev/null)
  birth=${birth:-0}
}

# To the console. `hidden`: see secrets.sh.
say() {
  printf 'spored: %s\n' "$*" | ${hidden:-cat}
}

# To the console and to the log, where the user looks for reasons. Only for code outside the script, whose output
# already goes to both.
note() {
  # The log first, since the console may be gone when the system shuts down.
  say "$@" 2>/dev/null >>"$log"
  say "$@"
}

# True while a process is running; a zombie process has ended.
alive() {
  [ -n "$1" ] && kill -0 "$1" 2>/dev/null || return 1
  ! grep -q ') Z ' "/proc/$1/stat" 2>/dev/null
}

# The number in a file, or nothing.
pid_in() {
  cat "$run/$1" 2>/dev/null
}

# Runs a command in its own session, so that signals to a process group don't reach it.
apart() {
  if command -v setsid >/dev/null 2>&1; then setsid "$@"; else "$@"; fi
}

# Sends a signal to a process and its group.
signal() {
  [ -n "$2" ] || return 0
  kill "-$1" "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null || :
}
