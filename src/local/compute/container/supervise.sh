# PID 1 of the namespaces of a container: prepares its disk and boots it whenever a command requests it. Commands arrive
# on stdin, events are written to descriptor 3, and the console to stdout. When stdin closes, everything ends. $1 folder
# of the instance, $2 image, $3 bytes of disk, $4 first user ID, $5 folder of a custom image or nothing; then options of
# systemd-nspawn.
folder=$1 image=$2 size=$3 owner=$4 own=$5
shift 5
disk=$folder/disk

lay_out() {
  # State that systemd-nspawn keeps for other programs isn't needed here.
  mkdir -p /run/systemd/nspawn && mount -t tmpfs -o mode=755 tmpfs /run/systemd/nspawn &&
    mount -t tmpfs -o "size=$size,mode=755" tmpfs "$disk" &&
    mkdir "$disk/upper" "$disk/work" "$disk/root" || return 1
  if [ -n "$own" ]; then cp -a "$own/." "$disk/upper/" || echo 'local cloud: not all files of the image folder could be copied'; fi
  cp -R "$folder/files/." "$disk/upper/" && chown -hR "$owner:$owner" "$disk/upper" && chmod 755 "$disk/upper" &&
    mount -t overlay overlay -o "lowerdir=$image,upperdir=$disk/upper,workdir=$disk/work" "$disk/root"
}

# Until it powers itself off: 133 is a reboot.
run() {
  code=133
  while [ "$code" = 133 ]; do
    systemd-nspawn "$@" --directory="$disk/root" --boot </dev/null 2>&1 3>&- &
    echo "$!" >"$folder/pid"
    echo started >&3
    wait "$!"
    code=$?
    echo ended >&3
  done
  echo "halted $code" >&3
}

# Its first process: the child of systemd-nspawn.
init() {
  read -r pid <"$folder/pid" && cat "/proc/$pid/task/$pid/children"
}

lay_out || exit 1
while read -r word; do
  case $word in
    start) run "$@" & ;;
    # Like a power button, and like Ctrl+Alt+Del.
    poweroff) read -r pid <"$folder/pid" && kill -TERM "$pid" ;;
    reboot) for pid in $(init); do kill -INT "$pid"; done ;;
  esac
done
