#!/bin/sh
# sudo on a system where every user has all permissions: another user has another home.
user=root login='' keep=''
while [ $# -gt 0 ]; do
  case $1 in
    -u | --user) user=$2 && shift ;;
    -u*) user=${1#-u} ;;
    --user=*) user=${1#*=} ;;
    -g | -h | -p | -C | -D | -T) shift ;;
    -i | --login) login=1 ;;
    -s | --shell) keep=1 ;;
    -E | --preserve-env | --preserve-env=*) keep=1 ;;
    -v | -k | -K | -V | -l) exit 0 ;;
    --) shift && break ;;
    -*) ;;
    *) break ;;
  esac
  shift
done
home=$(awk -F: -v user="$user" '$1 == user { print $6; found = 1 } END { exit !found }' /etc/passwd) || {
  echo "sudo: unknown user $user" >&2
  exit 1
}
if [ -n "$login" ]; then
  [ $# -gt 0 ] || exec su - "$user"
  quoted=''
  for word in "$@"; do quoted="$quoted '$(printf %s "$word" | sed "s/'/'\\\\''/g")'"; done
  exec su - "$user" -c "$quoted"
fi
[ $# -gt 0 ] || set -- "${SHELL:-/bin/sh}"
if [ -n "$keep" ]; then exec env HOME="$home" SUDO_USER="${USER:-root}" "$@"; fi
# As on Amazon Linux, variables of the caller aren't passed; NAME=value before the command is; /etc/environment always
# applies.
while IFS= read -r line; do
  case $line in [A-Za-z_]*=*) set -- "$line" "$@" ;; esac
done </etc/environment
exec env -i HOME="$home" USER="$user" LOGNAME="$user" SUDO_USER="${USER:-root}" SHELL=/bin/bash ${TERM:+"TERM=$TERM"} \
  PATH="$(cat /run/local-cloud/path)" "$@"
