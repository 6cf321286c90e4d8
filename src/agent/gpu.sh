# Sets `gpu` to the maker of a GPU that this machine has, as its bus tells; empty without one.
find_gpu() {
  gpu=''
  for device in /sys/bus/pci/devices/*; do
    { read -r class <"$device/class" && read -r vendor <"$device/vendor"; } 2>/dev/null || continue
    case $class$vendor in
      # Display controllers and processing accelerators; EC2's own is the console's.
      0x03*0x10de | 0x12*0x10de) gpu=NVIDIA ;;
      0x03*0x1002 | 0x12*0x1002) gpu=AMD ;;
    esac
  done
}

# Runs a command that may hang, as one does that speaks to a device, for `$1` seconds at most.
bounded() {
  if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift && "$@"; fi
}

# True where a driver answers for the GPU.
answers() {
  case $gpu in
    NVIDIA)
      if command -v nvidia-smi >/dev/null 2>&1; then bounded 30 nvidia-smi -L 2>/dev/null | grep -q '^GPU 0'; else [ -r /proc/driver/nvidia/version ]; fi
      ;;
    *) [ -n "$(find /dev/dri -name 'renderD*' 2>/dev/null)" ] ;;
  esac
}

# False, with the verdict, on a machine with a GPU that no driver answers for: each hour of it would be for nothing. A
# script that brings the driver itself is let through.
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
