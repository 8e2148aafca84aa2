#!/bin/sh
# Makes of Debian as its packages are a guest of the lab's, without labels yet. For root on the host.
#
# configure-system.sh ROOT FILES CONSOLE...: the guest's root folder, the lab's files for it
# (lab/guest), and its consoles, such as hvc0.
set -e

root=$1 files=$2
shift 2

cp -R --no-preserve=ownership,mode "$files"/. "$root"
chmod 755 "$root"/usr/lib/peercon/*
chroot "$root" passwd --quiet --delete root
chroot "$root" systemd-machine-id-setup > /dev/null

units=$root/etc/systemd/system
mkdir -p "$units/lab.target.wants"
for console in "$@"; do
	ln -s ../lab-console@.service "$units/lab.target.wants/lab-console@$console.service"
done

# What a guest of the lab has no use for, and what would run by itself now and then. udev would give
# the consoles back the labels that they have without a login, when a service starts it.
for unit in getty.target systemd-udev-trigger.service xinetd.service systemd-timesyncd.service \
	systemd-pstore.service e2scrub_reap.service modprobe@drm.service modprobe@fuse.service \
	modprobe@configfs.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
	e2scrub_all.timer fstrim.timer systemd-tmpfiles-clean.timer; do
	ln -sf /dev/null "$units/$unit"
done
mkdir -p "$root/etc/systemd/system-generators"
for generator in "$root"/usr/lib/systemd/system-generators/*; do
	ln -s /dev/null "$root/etc/systemd/system-generators/${generator##*/}"
done
