#!/bin/sh
# yum, dnf, apt: an instance has the packages of its host. Installing an existing package succeeds; any other one can't
# be installed.
tool=${0##*/}
action='' missing=''

present() {
  command -v "$1" >/dev/null 2>&1 && return 0
  dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q ' installed$' && return 0
  rpm -q "$1" >/dev/null 2>&1 && return 0
  case $1 in
    python3-pip | python3.*-pip) command -v pip3 ;;
    python3-* | python3.*) python3 -c "import ${1#python3-}" ;;
    awscli | awscli-2) command -v aws ;;
    nodejs | nodejs[0-9]*) command -v node ;;
    gcc-c++) command -v g++ ;;
    java-*) command -v java ;;
    golang) command -v go ;;
    docker.io) command -v docker ;;
    procps-ng) command -v ps ;;
    coreutils-single) command -v ls ;;
    gnupg2-minimal) command -v gpg ;;
    *) return 1 ;;
  esac >/dev/null 2>&1
}

for word in "$@"; do
  case $word in
    -*) ;;
    *)
      if [ -z "$action" ]; then
        action=$word
      elif [ "$action" = install ] || [ "$action" = reinstall ]; then
        if present "${word%%=*}"; then echo "Package $word is already installed."; else missing="$missing $word"; fi
      fi
      ;;
  esac
done
if [ -n "$missing" ]; then
  echo "$tool: not on this computer:$missing. The local cloud installs nothing; install it here first, outside the sweep." >&2
  exit 1
fi
case $action in
  '') echo "usage: $tool install -y PACKAGE..." >&2 && exit 1 ;;
  install | reinstall | update | upgrade | dist-upgrade | full-upgrade | makecache | clean | check-update | autoremove | remove | erase | list | info | groupinstall | config-manager | amazon-linux-extras)
    echo Complete!
    ;;
  *) echo "$tool: the local cloud does not know how to $action" >&2 && exit 1 ;;
esac
