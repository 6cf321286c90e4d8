# Sets `user`, `home` and `work`: who owns the folder that the script starts in, and where it is. The user is the one that
# the image has for logging in: by a name that makers of images use, or else the first that is a person's.
place() {
  user=root home=''
  found=$(awk -F: -v names='ec2-user ubuntu admin centos rocky almalinux debian fedora opensuse alpine arch core bitnami cloud-user' '
    BEGIN { least = 65534; n = split(names, name, " "); for (i = 1; i <= n; i++) rank[name[i]] = i }
    { r = $1 in rank ? rank[$1] : $3 >= 1000 && $7 !~ /(nologin|false)$/ ? $3 : least }
    r < least { least = r; found = $1 ":" $6 }
    END { print found }' /etc/passwd)
  if [ -n "$found" ]; then user=${found%%:*} home=${found#*:}; fi
  work=$state/work
  [ -z "$home" ] || [ ! -d "$home" ] || work=$home/spawn
}

prepare() {
  room && mkdir -p "${log%/*}" || return 1
  [ ! -e "$state/prepared" ] || return 0
  [ -z "${AWS_EC2_METADATA_SERVICE_ENDPOINT-}" ] || printf '%s\n' "$AWS_EC2_METADATA_SERVICE_ENDPOINT" >"$state/imds"
  imds_get meta-data/instance-id && printf '%s\n' "$answer" >"$state/instance"
  boot_id >"$run/armed"
  keep_armed
  pick || return 1
  load
  born
  tick
  world_time
  echo $((at - now + birth)) >"$state/launched"
  arm "$ttl" $((now - birth))
  : >>"$log"
  # Anybody's to add to, as ec2-user may upload too.
  mkdir -p "$state/record" && chmod 1777 "$state/record"
  if [ -z "$bucket_url" ]; then keep run/output.log; fi
  # Where cloud-init keeps no log of what a boot script prints, its name leads to ours.
  [ -e /var/log/cloud-init-output.log ] || ln -s "$log" /var/log/cloud-init-output.log 2>/dev/null || :
  [ -s "$state/instance" ] || ! imds_get meta-data/instance-id || printf '%s\n' "$answer" >"$state/instance"
  write_profile
  shield
  place
  mkdir -p "$work" && chown "$user" "$work"
  # Room for the last words of a run that has filled the disk.
  head -c 65536 /dev/zero >"$state/reserve" 2>/dev/null
  if [ -n "$script" ]; then
    line_of "s$script"
    printf %b "$data" >"$state/script"
    chmod 700 "$state/script"
  fi
  : >"$state/prepared"
}

# Upgrades that the system or the script makes restart nothing of ours, and do not reboot under a script.
shield() {
  # shellcheck disable=SC2016 # Perl's variable
  [ ! -d /etc/needrestart/conf.d ] || echo '$nrconf{override_rc}{qr(^(spawn|cloud-))} = 0;' >/etc/needrestart/conf.d/spawn.conf
  [ ! -d /etc/apt/apt.conf.d ] || echo 'Unattended-Upgrade::Automatic-Reboot "false";' >/etc/apt/apt.conf.d/99spawn
}

# Becomes the user's script.
script() {
  echo $$ >"$run/script.pid"
  place
  cd "$work" || cd /
  # As a login of root has them; what starts at boot has none.
  export HOME="${HOME:-/root}" USER=root LOGNAME=root
  # shellcheck disable=SC1091 # written by write_profile
  . "$state/profile"
  # Where its files are, so that Python finds what it imports, and a shell what is beside it.
  own=$work/.spawn-script
  ln -f "$state/script" "$own" 2>/dev/null || cp -p "$state/script" "$own" 2>/dev/null
  [ -x "$own" ] || own=$state/script
  IFS= read -r line <"$own"
  case $line in
    '#!'*) exec "$own" ;;
    *) exec /bin/sh "$own" ;;
  esac
}

# Writes down how the script ended. In place, since a full disk has no room for more.
ended() {
  tick
  echo "$now" 2>/dev/null >"$run/over"
  [ "$waits" != background ] || linger
  printf '%s\n' "$1" 1<>"$run/exit.new" && mv -f "$run/exit.new" "$run/exit" || echo "$1" >"$run/exit"
}

# Runs the script and writes down how it ended. `driven`: see gpu.sh; `secure`, `drain`: see
# secrets.sh; `resumes`: see checkpoint.sh.
perform() {
  started=$(date +%s)
  tick
  echo "$started $now" >"$run/started"
  cp "$run/started" "$state/started" 2>/dev/null
  if [ -z "$script" ]; then
    say 'the sweep has no user_data: there is nothing to run'
    echo 0 >"$run/exit"
    return
  fi
  echo 0000000000 >"$run/exit.new"
  ${driven-} && ${secure-} && ${files:+unpack} && ${resumes-} || return
  rm -f "$run/pipe"
  if ! mkfifo "$run/pipe"; then
    apart "$me" script </dev/null >>"$log" 2>&1
    ended $?
    return
  fi
  # tee goes on to the console when the disk is full, so that the script does not notice.
  {
    ${drain:-apart tee -a} "$log" <"$run/pipe"
    : >"$run/drained"
  } &
  # In the foreground: a shell makes what it starts with & deaf to SIGINT.
  apart "$me" script </dev/null >"$run/pipe" 2>&1
  ended $?
  # A daemon that the script left behind may hold the pipe for ever.
  tries=0
  until [ -e "$run/drained" ] || [ "$tries" -ge 30 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}

# Runs the run. Whoever kills this process, the next one goes on where it was.
run() {
  [ ! -e "$state/reported" ] && [ ! -e "$run/reported" ] || return 0
  if ! prepare; then
    lost
    return 0
  fi
  load
  # A handler, since what is ignored would be ignored in the script as well.
  trap : HUP INT TERM
  echo $$ >"$run/run.pid"
  if ! alive "$(pid_in watch.pid)"; then
    # Nobody's child, and whoever waits for it is silent, so that no shell announces its end.
    (apart "$me" watch </dev/null &) 2>/dev/null
  fi
  if [ ! -e "$run/started" ]; then
    perform
  else
    while alive "$(pid_in script.pid)"; do sleep 1; done
  fi
  finish
}

# An instance that cannot learn which run it is has nothing to do. It stays only where all rows say so.
lost() {
  say 'this instance could not find its row in the table of the launch: it runs nothing'
  if ! grep -qx 'con_complete=keep' "$state/table"; then power_off; fi
}
