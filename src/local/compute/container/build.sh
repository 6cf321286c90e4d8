# Builds the root file system of containers: $1 folder to create, $2 Debian release, $3 mirror (empty: Debian's own), $4
# packages, separated by commas, $5 folder of files to add. Requires root.
set -eu
folder=$1 release=$2 mirror=$3 packages=$4 files=$5
# A build can be repeated, so writes don't have to reach the disk immediately.
mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --include="$packages" "$release" "$folder" ${mirror:+"$mirror"}
cp -R "$files/." "$folder/"
# cloud-init doesn't recognize a container as an EC2 instance by itself, and would request metadata without a token.
source=$folder/usr/lib/python3/dist-packages/cloudinit/sources/DataSourceEc2.py
sed -i '/^def identify_aws(data/a\    return CloudNames.AWS' "$source"
grep -q '^    return CloudNames.AWS$' "$source"
rm -f "$folder"/etc/ssh/ssh_host_* "$folder/etc/hostname" "$folder/var/lib/dbus/machine-id"
: >"$folder/etc/machine-id"
chroot "$folder" systemctl --quiet enable local-cloud-trust.service ssh.service cloud-init-local.service cloud-init.service \
  cloud-config.service cloud-final.service
# An instance doesn't download package lists, has no console login, and has no disk to maintain.
chroot "$folder" systemctl --quiet mask console-getty.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer
