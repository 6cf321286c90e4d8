# What an instance has of Python; part of the boot program.

# What is installed for all of Python on the host can be added to here.
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

# Of an instance that is thrown away, pip may change the system, as on EC2's images; and it need not try a network for half a
# minute that is not there.
configure_pip() {
  [ -e /etc/pip.conf ] || : >/etc/pip.conf
  {
    echo '[global]'
    echo 'break-system-packages = true'
    [ -n "$online" ] || printf '%s\n' 'retries = 0' 'timeout = 2' 'disable-pip-version-check = true'
    # What the host's own file has for all commands follows; the rest comes in its sections.
    awk '/^\[/ { other = $0 != "[global]"; if (!other) next } !other && !/^(retries|timeout|break-system-packages|disable-pip-version-check)[ =]/' /etc/pip.conf
    awk '/^\[/ { other = $0 != "[global]" } other' /etc/pip.conf
  } >/etc/pip.conf.new
  mv /etc/pip.conf.new /etc/pip.conf
}

# The environments of the user that are below the home of who started the cloud are below each home here.
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
