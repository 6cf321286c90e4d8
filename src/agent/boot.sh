#!/bin/sh
# The TTL is armed first: this needs no network, no role, and nothing that follows.
for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  case :${PATH-}: in *":$folder":*) ;; *) PATH=${PATH:+$PATH:}$folder ;; esac
done
export PATH
minutes=@MINUTES@
if [ "$minutes" -gt 0 ]; then
  # With a timeout, in case systemd is busy and does not answer.
  timeout 20 systemd-run --unit=spawn-ttl --on-active="${minutes}m" systemctl -i poweroff || shutdown -h "+$minutes"
  # Armed by the boot hook of a cloud-config.
  [ ! -e /run/systemd/transient/spawn-boot.timer ] || systemctl stop spawn-boot.timer
fi >/dev/null 2>&1
umask 022
state=/var/lib/spawn
# An image that was created from an instance of another sweep contains the files of that sweep.
rm -rf "$state" /run/spawn /var/log/spawn
mkdir -p "$state"
echo "$minutes" >"$state/minutes"
cat >"$state/spored" <<'SPORED'
@SPORED@
SPORED
chmod 755 "$state/spored"
cat >"$state/table" <<'TABLE'
@TABLE@
TABLE
cp "$state/spored" /usr/local/bin/spored 2>/dev/null || PATH=$state:$PATH
spored=$state/spored
# Whatever kills spored or this script, the run is reported.
trap : HUP INT TERM
trap '"$spored" finish' EXIT
tries=0
until "$spored" run; do
  tries=$((tries + 1))
  [ "$tries" -lt 10 ] || break
done
