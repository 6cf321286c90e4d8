#!/bin/sh
# The kernel messages of this instance, without those of the computer.
for word in "$@"; do
  case $word in
    -c | -C | --clear | --read-clear) clear=1 ;;
    -w | --follow) exec tail -n +1 -F /run/local-cloud/kernel-log ;;
  esac
done
cat /run/local-cloud/kernel-log 2>/dev/null
[ -z "${clear-}" ] || : >/run/local-cloud/kernel-log
