# The file server of an instance, for SFTP. Requests are words that each end with a NUL; answers are `ok LENGTH` or `no
# CODE`, a line feed, and that number of bytes. Data to be written follows its request unencoded. Starts few programs,
# since a transfer can consist of many small files.
here=/run/local-cloud
chunk=$here/chunk.$$
answer=$here/answer.$$
export LC_ALL=C
umask 022
trap 'rm -f "$chunk" "$answer"' EXIT

ask() {
  local name
  for name in "$@"; do IFS= read -r -d '' "$name" || exit 0; done
}

# Codes of the protocol (draft-ietf-secsh-filexfer-02): 2 no such file, 3 permission denied, 4 failure.
refuse() {
  local code=4 text=''
  read -r -d '' text <"$answer"
  case $text in
    *'No such file or directory'*) code=2 ;;
    *'Permission denied'* | *'Operation not permitted'*) code=3 ;;
  esac
  printf 'no %s\n' "$code"
}

# Runs a command without output.
act() {
  if "$@" >/dev/null 2>"$answer" </dev/null; then printf 'ok 0\n'; else refuse; fi
}

# Runs a command and returns its output, which contains no NUL.
tell() {
  local text
  if text=$("$@" 2>"$answer" </dev/null); then printf 'ok %s\n%s' "${#text}" "$text"; else refuse; fi
}

# Mode in hexadecimal, size, times, owner, and group.
fields='%f %s %X %Y %u %g'

create_with() {
  local code mask
  if [ -n "$mode" ]; then printf -v mask '%04o' $((~8#$mode & 8#777)) && umask "$mask"; fi
  "$@"
  code=$?
  umask 022
  return "$code"
}

# A separate descriptor for each open file, so that it stays the same if other programs rename or remove it.
open_file() {
  handle=''
  if [ -d "$path" ] && [ "$way" != read ]; then return 1; fi
  case $way in
    read) exec {handle}<"$path" ;;
    # Without O_CREAT.
    change) [ -e "$path" ] || { echo 'No such file or directory' >&2 && return 1; } && exec {handle}<>"$path" ;;
    keep) exec {handle}<>"$path" ;;
    truncate) exec {handle}>"$path" ;;
    append) exec {handle}>>"$path" ;;
    new)
      set -C
      exec {handle}>"$path"
      local code=$?
      set +C
      return "$code"
      ;;
  esac
}

# dd prints the size at its end: `12 bytes copied, …`.
read_file() {
  local first size
  if dd if="/proc/$$/fd/$handle" of="$chunk" bs="$length" count=1 iflag=skip_bytes,fullblock skip="$offset" \
    2>"$answer" </dev/null; then
    while read -r first _; do size=$first; done <"$answer"
    printf 'ok %s\n' "$size"
    [ "$size" = 0 ] || cat "$chunk"
  else
    refuse
  fi
}

# Everything is read before the first byte is written, so that the next request follows even after an error.
write_file() {
  local place=(oflag=seek_bytes seek="$offset")
  [ "$offset" != end ] || place=(oflag=append)
  if dd of="/proc/$$/fd/$handle" bs="$length" count=1 iflag=fullblock "${place[@]}" conv=notrunc,nocreat \
    status=none 2>"$answer"; then
    printf 'ok 0\n'
  else
    refuse
  fi
}

set_attributes() {
  local failed=0
  [ -z "$size" ] || truncate -s "$size" -- "$path" || failed=1
  [ -z "$mode" ] || chmod "$mode" -- "$path" || failed=1
  [ -z "$owner" ] || chown "$owner" -- "$path" || failed=1
  [ -z "$accessed" ] || touch -c -a -d "@$accessed" -- "$path" || failed=1
  [ -z "$modified" ] || touch -c -m -d "@$modified" -- "$path" || failed=1
  return "$failed"
}

# Names, each with a NUL after it, and their attributes.
list_folder() {
  if find "$path/" -mindepth 1 -maxdepth 1 -printf '%f\0%y %m %s %A@ %T@ %U %G %n\0' >"$chunk" 2>"$answer" </dev/null
  then
    printf 'ok %s\n' "$(stat -c %s "$chunk")"
    cat "$chunk"
  else
    refuse
  fi
}

replace() {
  mv -f -T -- "$path" "$target"
}

move() {
  if [ -e "$target" ] || [ -h "$target" ]; then return 1; fi
  replace
}

while IFS= read -r -d '' request; do
  case $request in
    open)
      ask path way mode
      # In this shell, since a descriptor in a child process would be closed with it.
      if create_with open_file 2>"$answer"; then
        printf 'ok %s\n%s' "${#handle}" "$handle"
      else
        refuse
      fi
      ;;
    close)
      ask handle
      exec {handle}>&-
      printf 'ok 0\n'
      ;;
    read) ask handle offset length && read_file ;;
    write) ask handle offset length && write_file ;;
    stat) ask path && tell stat -L -c "$fields" -- "$path" ;;
    lstat) ask path && tell stat -c "$fields" -- "$path" ;;
    fstat) ask handle && tell stat -L -c "$fields" -- "/proc/$$/fd/$handle" ;;
    set) ask path size mode owner accessed modified && act set_attributes ;;
    fset) ask handle size mode owner accessed modified && path=/proc/$$/fd/$handle && act set_attributes ;;
    list) ask path && list_folder ;;
    real) ask path && tell realpath -m -- "$path" ;;
    remove) ask path && act unlink -- "$path" ;;
    mkdir) ask path mode && act create_with mkdir -- "$path" ;;
    rmdir) ask path && act rmdir -- "$path" ;;
    rename) ask path target && act move ;;
    replace) ask path target && act replace ;;
    readlink) ask path && tell readlink -n -- "$path" ;;
    symlink) ask path target && act ln -s -T -- "$target" "$path" ;;
    *) exit 1 ;;
  esac
done
