#!/bin/sh
# su and runuser with a single mapped user ID: another user has another home and, with `-`, a clean environment.
user=root login='' command='' has_command='' shell=/bin/bash
[ -x "$shell" ] || shell=/bin/sh
named=''
while [ $# -gt 0 ]; do
  case $1 in
    - | -l | --login) login=1 ;;
    -c | --command | --session-command) command=$2 has_command=1 && shift ;;
    --command=*) command=${1#*=} has_command=1 ;;
    -s | --shell) shell=$2 && shift ;;
    --shell=*) shell=${1#*=} ;;
    -u | --user) user=$2 named=1 && shift ;;
    -g | -G | -w) shift ;;
    --) shift && break ;;
    -lc) login=1 command=$2 has_command=1 && shift ;;
    -*) ;;
    *)
      [ -z "$named" ] || break
      user=$1 named=1
      ;;
  esac
  shift
done
home=$(awk -F: -v user="$user" '$1 == user { print $6; found = 1 } END { exit !found }' /etc/passwd) || {
  echo "su: user $user does not exist or the user entry does not contain all the required fields" >&2
  exit 1
}
if [ -n "$login" ]; then
  cd "$home" 2>/dev/null || cd /
  set -- env -i HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" ${TERM:+"TERM=$TERM"} \
    PATH="$(cat /run/local-cloud/path)" "$shell" -l ${has_command:+-c "$command"} "$@"
elif [ -n "$has_command" ]; then
  set -- env HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" "$shell" -c "$command" "$@"
elif [ $# -gt 0 ]; then
  set -- env HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" "$@"
else
  set -- env HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" "$shell"
fi
exec "$@"
