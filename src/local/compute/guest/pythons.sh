# The Python installations of an instance; part of the boot program.

# Packages can be added to those that are installed for all users on the host.
open_python() {
  [ -d "$1" ] || return 0
  name=/usr/local/lib/${1##*/}
  rm -f "$name"
  mkdir -p "$name"
  ln -s "$1"/* "$name/" 2>/dev/null
  for kind in dist-packages site-packages; do
    [ -d "$1/$kind" ] || continue
    rm -f "${name:?}/$kind"
    mkdir "$name/$kind"
    ln -s "$1/$kind"/* "$name/$kind/" 2>/dev/null
  done
}

# pip can change the system of a temporary instance, as on EC2's images, and doesn't have to wait half a minute for a
# network that doesn't exist.
configure_pip() {
  [ -e /etc/pip.conf ] || : >/etc/pip.conf
  {
    echo '[global]'
    echo 'break-system-packages = true'
    [ -n "$online" ] || printf '%s\n' 'retries = 0' 'timeout = 2' 'disable-pip-version-check = true'
    # The settings of the host's own file for all commands follow; the others are in its sections.
    awk '/^\[/ { other = $0 != "[global]"; if (!other) next } !other && !/^(retries|timeout|break-system-packages|disable-pip-version-check)[ =]/' /etc/pip.conf
    awk '/^\[/ { other = $0 != "[global]" } other' /etc/pip.conf
  } >/etc/pip.conf.new
  mv /etc/pip.conf.new /etc/pip.conf
}

# The user's environments below the home folder of the cloud's user are below each home folder here.
link_environments() {
  while IFS='	' read -r name folder; do
    for home in /home/ec2-user /root; do
      [ "$folder" != "$home/$name" ] || continue
      mkdir -p "$(dirname "$home/$name")"
      [ -e "$home/$name" ] || ln -s "$folder" "$home/$name"
    done
  done <"$here/from-home"
}

for folder in "$here"/host-local/lib/python3*; do open_python "$folder"; done
configure_pip
if [ -z "$online" ]; then
  for name in pip pip3; do
    if command -v "$name" >/dev/null; then stand_in pip "$name"; fi
  done
  if [ -x /usr/bin/python3 ] && [ ! -e "$here/host-local/bin/python3" ]; then stand_in python python3; fi
fi
