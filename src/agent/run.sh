# Sets `user`, `home`, and `work`: the owner and the path of the script's working directory. The user is the login user
# of the image: one with a usual name, or otherwise the first regular user.
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
  # Writable for everyone, since ec2-user can also upload.
  mkdir -p "$state/record" && chmod 1777 "$state/record"
  if [ -z "$bucket_url" ]; then keep run/output.log; fi
  # If cloud-init has no log of the boot script's output, the log's name links to this one.
  [ -e /var/log/cloud-init-output.log ] || ln -s "$log" /var/log/cloud-init-output.log 2>/dev/null || :
  [ -s "$state/instance" ] || ! imds_get meta-data/instance-id || printf '%s\n' "$answer" >"$state/instance"
  write_profile
  shield
  place
  mkdir -p "$work" && chown "$user" "$work"
  # Space for the last output of a run that has filled the disk.
  head -c 65536 /dev/zero >"$state/reserve" 2>/dev/null
  if [ -n "$script" ]; then
    line_of "s$script"
    printf %b "$data" >"$state/script"
    chmod 700 "$state/script"
  fi
  : >"$state/prepared"
}

# Upgrades by the system or the script don't restart this service, and don't reboot during a script.
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
  # As in a root login; processes that start at boot have none.
  export HOME="${HOME:-/root}" USER=root LOGNAME=root
  # shellcheck disable=SC1091 # written by write_profile
  . "$state/profile"
  # The folder of its files, so that Python finds modules, and a shell finds other scripts.
  own=$work/.spawn-script
  ln -f "$state/script" "$own" 2>/dev/null || cp -p "$state/script" "$own" 2>/dev/null
  [ -x "$own" ] || own=$state/script
  IFS= read -r line <"$own"
  case $line in
    '#!'*) exec "$own" ;;
    *) exec /bin/sh "$own" ;;
  esac
}

# Records how the script ended. In place, since a full disk has no space for more.
ended() {
  tick
  echo "$now" 2>/dev/null >"$run/over"
  [ "$waits" != background ] || linger
  printf '%s\n' "$1" 1<>"$run/exit.new" && mv -f "$run/exit.new" "$run/exit" || echo "$1" >"$run/exit"
}

# Runs the script and records how it ended. `driven`: see gpu.sh; `secure`, `drain`: see secrets.sh; `resumes`: see
# checkpoint.sh.
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
  # tee continues with the console if the disk is full, so that the script is not affected.
  {
    ${drain:-apart tee -a} "$log" <"$run/pipe"
    : >"$run/drained"
  } &
  # In the foreground: a shell makes background processes ignore SIGINT.
  apart "$me" script </dev/null >"$run/pipe" 2>&1
  ended $?
  # A daemon that the script left can keep the pipe open.
  tries=0
  until [ -e "$run/drained" ] || [ "$tries" -ge 30 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}

# Runs the run. If this process is killed, the next one continues at the same point.
run() {
  [ ! -e "$state/reported" ] && [ ! -e "$run/reported" ] || return 0
  if ! prepare; then
    lost
    return 0
  fi
  load
  # A handler, since an ignored signal would be ignored in the script as well.
  trap : HUP INT TERM
  echo $$ >"$run/run.pid"
  if ! alive "$(pid_in watch.pid)"; then
    # Not a child of this shell, and its waiting process is silent, so that no shell announces its end.
    (apart "$me" watch </dev/null &) 2>/dev/null
  fi
  if [ ! -e "$run/started" ]; then
    perform
  else
    while alive "$(pid_in script.pid)"; do sleep 1; done
  fi
  finish
}

# An instance that can't determine its run has nothing to do. It keeps running only if all rows request that.
lost() {
  say 'this instance could not find its row in the table of the launch: it runs nothing'
  if ! grep -qx 'con_complete=keep' "$state/table"; then power_off; fi
}
