# Runs one program for a client outside, connected only by sockets: control on 3, then its stdin, stdout, and stderr.
# $1: the word by which the client identifies them.
token=$1
here=/run/local-cloud
at=/dev/tcp/169.254.169.254/22
tty_file=$here/tty.$token

# Sets `user`, `home`, and the kind of the program.
hear() {
  exec 3<>"$at" || exit 1
  printf '%s control\n' "$token" >&3
  IFS= read -r -d '' user <&3 && IFS= read -r -d '' kind <&3 && IFS= read -r -d '' command <&3 &&
    IFS= read -r -d '' terminal <&3 && IFS= read -r -d '' rows <&3 && IFS= read -r -d '' columns <&3 &&
    IFS= read -r -d '' connection <&3 || exit 1
  home=$(awk -F: -v user="$user" '$1 == user { print $6; exit }' /etc/passwd)
  cd "${home:-/}" 2>/dev/null || cd /
}

# Variables that sshd sets for a program, and those that PAM reads for every session.
surroundings() {
  local common=() line
  while IFS= read -r line; do
    [[ $line != [A-Za-z_]*=* ]] || common+=("$line")
  done </etc/environment
  environment=(env -i "HOME=$home" "USER=$user" "LOGNAME=$user" SHELL=/bin/bash
    "PATH=$(cat "$here/path")"
    "SSH_CONNECTION=$connection" "SSH_CLIENT=${connection% * *} ${connection##* }" "${common[@]}")
  [ -z "$terminal" ] || environment+=("TERM=$terminal")
}

program() {
  case $kind in
    login) words=("${environment[@]}" /bin/bash -l) ;;
    command) words=("${environment[@]}" /bin/bash -c "$command") ;;
    files) words=("${environment[@]}" /bin/bash "$here/programs/files") ;;
  esac
}

run() {
  exec 3<&- 0<>"$at" && printf '%s stdin\n' "$token" >&0
  exec 1<>"$at" && printf '%s stdout\n' "$token"
  if [ -z "$terminal" ]; then
    exec 2<>"$at" && printf '%s stderr\n' "$token" >&2
    exec "${words[@]}"
  fi
  exec 2>&1
  # `script` is the one program available everywhere that creates a terminal. It turns echo off if its own input isn't a
  # terminal.
  inside="stty echo; [ $rows = 0 ] || stty rows $rows columns $columns; tty >$tty_file; exec$(printf ' %q' "${words[@]}")"
  SHELL=/bin/bash exec script --quiet --flush --return --command "$inside" /dev/null
}

# Commands of the client while the program runs. A terminal without a client hangs up: `script` ends only for this
# signal.
listen() {
  while IFS=' ' read -r word first second; do
    case $word in
      resize) stty -F "$(cat "$tty_file")" rows "$first" columns "$second" ;;
      signal) kill -s "$first" -- "-$$" ;;
    esac
  done <&3 2>/dev/null
  [ -z "$terminal" ] || kill -s TERM -- "-$$"
}

hear
surroundings
program
# Signals are for the program; the process that waits for it receives them and continues to wait.
trap : HUP INT QUIT TERM USR1 USR2
listen 3<&3 &
listener=$!
(run)
code=$?
rm -f "$tty_file"
printf 'exit %s\n' "$code" >&3
trap '' TERM
kill "$listener" 2>/dev/null
