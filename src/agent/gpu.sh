# Sets `gpu` to the maker of this machine's GPU, according to its bus; empty without one.
find_gpu() {
  gpu=''
  for device in /sys/bus/pci/devices/*; do
    { read -r class <"$device/class" && read -r vendor <"$device/vendor"; } 2>/dev/null || continue
    case $class$vendor in
      # Display controllers and processing accelerators; EC2's own is that of the console.
      0x03*0x10de | 0x12*0x10de) gpu=NVIDIA ;;
      0x03*0x1002 | 0x12*0x1002) gpu=AMD ;;
    esac
  done
}

# Runs a command that can hang, because it accesses a device, for at most `$1` seconds.
bounded() {
  if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift && "$@"; fi
}

# True if a driver responds for the GPU.
answers() {
  case $gpu in
    NVIDIA)
      if command -v nvidia-smi >/dev/null 2>&1; then bounded 30 nvidia-smi -L 2>/dev/null | grep -q '^GPU 0'; else [ -r /proc/driver/nvidia/version ]; fi
      ;;
    *) [ -n "$(find /dev/dri -name 'renderD*' 2>/dev/null)" ] ;;
  esac
}

# False, with a message, on a machine with a GPU but without a driver: each hour would be wasted. A script that installs
# the driver itself is accepted.
driven=driven
driven() {
  find_gpu
  [ -n "$gpu" ] || return 0
  tries=0
  until answers; do
    if LC_ALL=C grep -qiE 'nvidia-(driver|open|dkms|headless)|cuda-drivers|NVIDIA-Linux|ubuntu-drivers|amdgpu' "$state/script"; then return 0; fi
    tries=$((tries + 1))
    if [ "$tries" -ge 10 ] || { [ "$gpu" = NVIDIA ] && ! command -v nvidia-smi >/dev/null 2>&1; }; then
      decide failed "no driver: this instance has a GPU of $gpu, and its image no driver that works with it. The script was not started. Take an image with one (ami: gpu)"
      : >"$run/useless"
      return 1
    fi
    # A driver may still be loading.
    sleep 3
  done
}
