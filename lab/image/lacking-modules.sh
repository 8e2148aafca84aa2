#!/bin/sh
# shellcheck shell=sh disable=SC2154 # root and policy are copy-policies.sh's, which reads this
# Copies of a policy, each without some lines of a module's CIL. $@: the module, and each copy's name
# with the pattern for grep(1) of the lines that it lacks.
module=$1
shift

mkdir "$root/tmp/lacking"
chroot "$root" semodule -s "$policy" --priority=400 --cil --extract="$module" > /dev/null
mv "$root/$module.cil" "$root/tmp/whole.cil"
while [ $# -gt 0 ]; do
	grep -q "$2" "$root/tmp/whole.cil"
	grep -v "$2" "$root/tmp/whole.cil" > "$root/tmp/lacking/$module.cil"
	chroot "$root" semodule -n -s "$policy" --priority=400 -i "/tmp/lacking/$module.cil" 2> /dev/null
	keep "$1"
	shift 2
done
