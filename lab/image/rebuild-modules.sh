#!/bin/sh
# Builds the modules once more, from what m4 has made of them: see build-modules.sh. For root on the host.
#
# rebuild-modules.sh ROOT: the guest's root folder.
set -e

root=$1

for package in "$root"/tmp/policy/*.pp; do
	module=/tmp/policy/tmp/$(basename "$package" .pp)
	chroot "$root" checkmodule -M -m "$module.tmp" -o "$module.mod"
	chroot "$root" semodule_package -o "${package#"$root"}" -m "$module.mod" -f "$module.mod.fc"
done
