# Builds the system that containers boot from: $1 folder to make, $2 release of Debian, $3 mirror (empty: Debian's own),
# $4 packages with commas, $5 folder of files to add. Needs root.
set -eu
folder=$1 release=$2 mirror=$3 packages=$4 files=$5
# Whoever builds it again loses nothing: no write has to reach the disk at once.
mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --include="$packages" "$release" "$folder" ${mirror:+"$mirror"}
cp -R "$files/." "$folder/"
# cloud-init takes a container for no machine of EC2 without looking, and would ask for metadata without a token.
source=$folder/usr/lib/python3/dist-packages/cloudinit/sources/DataSourceEc2.py
sed -i '/^def identify_aws(data/a\    return CloudNames.AWS' "$source"
grep -q '^    return CloudNames.AWS$' "$source"
rm -f "$folder"/etc/ssh/ssh_host_* "$folder/etc/hostname" "$folder/var/lib/dbus/machine-id"
: >"$folder/etc/machine-id"
chroot "$folder" systemctl --quiet enable local-cloud-trust.service ssh.service cloud-init-local.service cloud-init.service \
  cloud-config.service cloud-final.service
# Nothing is downloaded in an instance, nobody sits at its console, and it has no disk of its own to look after.
chroot "$folder" systemctl --quiet mask console-getty.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer
