# Runs on the host inside an instance's network alone: opens its two addresses, and hands them to the cloud.
if ! ip address add 169.254.169.254/32 dev lo 2>/dev/null; then
  # Without iproute2: SIOCSIFADDR on lo:1, which brings 169.254.169.254 up.
  perl -e 'use Socket; socket(S, PF_INET, SOCK_DGRAM, 0);
    ioctl(S, 0x8916, pack("a16 S n N x8", "lo:1", AF_INET, 0, 0xa9fea9fe)) or exit 1' 2>/dev/null
fi
exec "$0" -e "$1" "$2"
