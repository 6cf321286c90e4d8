# First program of an instance: waits for its network, prepares the system, then does the work of cloud-init. Commands
# arrive on stdin from the cloud and through a pipe from `shutdown`; events are written to descriptor 5.
here=/run/local-cloud
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
umask 022
unset HOME PWD OLDPWD
cd /

# Sets hostname, login, machine_id, resolver, online, and the limits: processes, data (bytes), files.
. "$here/instance"

limit() {
  prlimit --pid $$ --core=0 --nproc="$processes" --data="$data" --nofile="$files" 2>/dev/null ||
    ulimit -c 0 -p "$processes" -d "$((data / 1024))" -n "$files" 2>/dev/null || :
}

# A writable, temporary copy of the host's system.
furnish() {
  cp -a "$here/host-etc/." /etc/ 2>/dev/null
  for secret in ssh shadow shadow- gshadow gshadow- sudoers sudoers.d krb5.keytab docker; do rm -rf "/etc/$secret"; done
  rm -rf /etc/profile.d /etc/cron.d /etc/update-motd.d
  mkdir -p /etc/profile.d
  chmod 755 /etc
  {
    echo 'root:x:0:0:root:/root:/bin/bash'
    echo "$login:x:0:0:EC2 Default User:/home/$login:/bin/bash"
    awk -F: '$3 > 0 && $3 < 1000 || $3 == 65534' "$here/host-etc/passwd"
  } >/etc/passwd
  {
    echo 'root:x:0:'
    echo "$login:x:0:"
    awk -F: '$3 > 0 && $3 < 1000 || $3 == 65534' "$here/host-etc/group"
  } >/etc/group
  printf '127.0.0.1 localhost\n127.0.0.1 %s\n' "$hostname" >/etc/hosts
  echo "$hostname" >/etc/hostname
  echo "$machine_id" >/etc/machine-id
  # The work of cloud-init: a host key, and the key that the instance was launched with.
  mkdir -p /etc/ssh
  mv "$here/host-key" /etc/ssh/ssh_host_ed25519_key
  mv "$here/host-key.pub" /etc/ssh/ssh_host_ed25519_key.pub
  chmod 600 /etc/ssh/ssh_host_ed25519_key
  cp "$here/profile" /etc/profile
  lead_to_aws "$1"

  for folder in "$here"/host-local/*; do
    name=/usr/local/${folder##*/}
    if [ -d "$folder" ] && [ ! -h "$folder" ]; then
      mkdir -p "$name"
      ln -s "$folder"/* "$name/" 2>/dev/null
    else
      ln -s "$folder" "$name" 2>/dev/null
    fi
  done
  mkdir -p /usr/local/bin /usr/local/sbin
  . "$here/programs/pythons"
  stand_in dmesg dmesg
  stand_in shutdown shutdown poweroff halt reboot systemctl
  stand_in su su runuser
  stand_in sudo sudo
  stand_in packages yum dnf apt apt-get
  find_aws

  mkdir -p "/home/$login" /root /srv /mnt /media /var/log /var/cache /var/spool /var/lib/cloud/instance/scripts /var/tmp \
    /var/lib/cloud/scripts/per-boot /var/lib/cloud/scripts/per-instance /var/lib/cloud/scripts/per-once
  [ -e /var/run ] || ln -s /run /var/run
  cp -a /etc/skel/. "/home/$login/" 2>/dev/null
  if [ -s "$here/authorized-keys" ]; then
    mkdir -p "/home/$login/.ssh"
    cp "$here/authorized-keys" "/home/$login/.ssh/authorized_keys"
    chmod 700 "/home/$login/.ssh"
    chmod 600 "/home/$login/.ssh/authorized_keys"
  fi
  link_environments
  chmod 700 "/home/$login" /root
  chmod 1777 /tmp /var/tmp /dev/shm 2>/dev/null
  if [ -s "$here/image.tar" ]; then
    tar -xf "$here/image.tar" --no-same-owner -C / || echo 'local cloud: not all files of the image folder could be unpacked'
    rm -f "$here/image.tar"
  fi
  if [ -s "$here/user-data" ]; then
    cp "$here/user-data" /var/lib/cloud/instance/user-data.txt
    case $(head -c 2 "$here/user-data" | tr -d '\000') in
      '#!') cp "$here/user-data" /var/lib/cloud/instance/scripts/part-001 ;;
      *) echo 'cloud-init: this user data is not a script that starts with #!, so it is not run' >>/var/log/cloud-init-output.log ;;
    esac
    chmod 700 /var/lib/cloud/instance/scripts/part-001 2>/dev/null
  fi
}

# How programs find AWS's services: by AWS's own names, with the cloud's resolver and certificate authority, or by
# variables.
lead_to_aws() {
  if [ "$1" = names ]; then
    echo "nameserver $resolver" >/etc/resolv.conf
    sh "$here/programs/trust" "$here/authority.pem"
  else
    : >/etc/resolv.conf
  fi
  cp "$here/$1.sh" /etc/profile.d/00-local-cloud.sh
  sed 's/^export //' "$here/$1.sh" >/etc/environment
  . "$here/$1.sh"
}

# The host's own AWS CLI, if there is one that can use the local cloud; otherwise a replacement.
find_aws() {
  if command -v aws >/dev/null 2>&1; then
    [ -n "${AWS_ENDPOINT_URL-}" ] || return 0
    case $(aws --version 2>&1) in
      # Versions before 1.29 and 2.13 don't support AWS_ENDPOINT_URL.
      aws-cli/1.[0-9].* | aws-cli/1.1[0-9].* | aws-cli/1.2[0-8].* | aws-cli/2.[0-9].* | aws-cli/2.1[0-2].*) ;;
      aws-cli/*) return 0 ;;
    esac
  fi
  stand_in aws aws
}

# stand_in FILE NAME…: puts a program of the cloud before the host's program with that name.
stand_in() {
  source=$here/programs/$1
  shift
  for name in "$@"; do
    rm -f "/usr/local/bin/$name"
    cp "$source" "/usr/local/bin/$name"
    chmod 755 "/usr/local/bin/$name"
  done
}

run_scripts() {
  for script in "/var/lib/cloud/scripts/$1"/*; do
    if [ -x "$script" ] && [ -f "$script" ]; then "$script" || echo "cloud-init: $script ended with $?"; fi
  done
}

cloud_init() {
  PATH=$(cat "$here/path")
  echo "Cloud-init v. 22.2.2 running 'modules:final'"
  run_scripts per-boot
  if [ ! -e /var/lib/cloud/instance/boot-finished ]; then
    printf '%s\n' '-----BEGIN SSH HOST KEY KEYS-----'
    cat /etc/ssh/ssh_host_*_key.pub
    printf '%s\n' '-----END SSH HOST KEY KEYS-----'
    run_scripts per-instance
    if [ -x /var/lib/cloud/instance/scripts/part-001 ]; then
      /var/lib/cloud/instance/scripts/part-001 || echo "cloud-init: Failed to run module scripts-user: it ended with $?"
    fi
  fi
  : >/var/lib/cloud/instance/boot-finished
  echo 'Cloud-init finished'
}

start_up() {
  rm -f "$here/console" "$here/control"
  mkfifo "$here/console" "$here/control"
  exec 4<>"$here/control"
  # Both keep running when all other processes are asked to end, so that the last output is read.
  (trap '' TERM HUP INT; exec tee -a /var/log/cloud-init-output.log) <"$here/console" 4<&- 5>&- &
  tee_pid=$!
  (trap '' TERM HUP INT; exec cat) <&3 >"$here/control" 4<&- 5>&- &
  relay_pid=$!
  (
    cloud_init </dev/null >"$here/console" 2>&1 5>&-
    echo settled >&5
  ) 3<&- 4<&- &
  echo running >&5
}

# True while a process is running that isn't part of this program.
busy() {
  for process in /proc/[0-9]*; do
    case ${process#/proc/} in
      1 | $$ | "$tee_pid" | "$relay_pid") ;;
      *) grep -q '^State:[[:space:]]*Z' "$process/status" 2>/dev/null || { [ -d "$process" ] && return 0; } ;;
    esac
  done
  return 1
}

# A script that requests the shutdown itself, often in its last line, has 3 s to end, and then its user data has some
# time to finish, since systemd stops services one after another, and waits for the uploads of Spawn's service. $1:
# tenths of a second; $2: PID of the requesting process, a number if it is inside.
let_end() {
  case $2 in *[!0-9]*) return ;; esac
  tries=0
  while grep -q '^State:[[:space:]]*[^ZX]' "/proc/$2/status" 2>/dev/null; do
    [ "$tries" -lt 30 ] || return
    sleep 0.1
    tries=$((tries + 1))
  done
  tries=0
  while [ ! -e /var/lib/cloud/instance/boot-finished ] && [ "$tries" -lt "$1" ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}

# Ends every process: asks first, and kills those that remain when the time is over.
end_all() {
  kill -TERM -1 2>/dev/null
  tries=0
  while [ "$tries" -lt "$1" ] && busy; do
    sleep 0.1
    tries=$((tries + 1))
  done
  # The last lines of the console haven't been read yet.
  tries=0
  while [ "$tries" -lt 20 ] && [ -d "/proc/$tee_pid" ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL -1 2>/dev/null
}

# Disconnects stdin from everything that is started here.
exec 3<&0 </dev/null
# From here on, the system is ready: its network has its own address and can be given others.
echo made >&5
read -r word way <&3 || exit 1
limit
furnish "$way"
start_up
while IFS= read -r line <&4; do
  word=${line%% *} token=${line#* }
  case $word in
    # Messages of the kernel, sent by the cloud.
    kernel) printf '%s\n' "$token" >>"$here/kernel-log" ;;
    # A child of process 1, which waits for it, in its own session, where it can be interrupted.
    session) setsid --fork bash "$here/programs/session" "$token" >/dev/null 2>&1 3<&- 4<&- 5>&- ;;
    poweroff)
      echo halting >&5
      let_end "$grace" "$token"
      end_all "$grace"
      echo halted >&5
      # A stopped instance keeps its disk until it is started again.
      read -r word <&3 || exit 0
      rm -rf /tmp/* /tmp/.[!.]*
      start_up
      ;;
    reboot)
      echo rebooting >&5
      let_end "$grace" "$token"
      end_all "$grace"
      rm -rf /tmp/* /tmp/.[!.]*
      for entry in /run/*; do [ "$entry" = "$here" ] || rm -rf "$entry"; done
      start_up
      ;;
  esac
done
