#!/bin/sh
# shellcheck shell=sh disable=SC2154 # root and policy are copy-policies.sh's, which reads this
# Copies of a policy, each with one module more, built with the project's interfaces as its author would.
# $@: the project's folder of policy, and each module's name, which is the copy's as well, with its .te file.
cp "$1"/*.if "$root/usr/share/selinux/devel/include/services"
shift

while [ $# -gt 0 ]; do
	folder=$root/tmp/$1
	mkdir "$folder"
	printf %s "$2" > "$folder/$1.te"
	chroot "$root" make -s -C "/tmp/$1" -f /usr/share/selinux/devel/Makefile NAME="$policy" "$1.pp" > /dev/null
	chroot "$root" semodule -n -s "$policy" --priority=400 -i "/tmp/$1/$1.pp"
	keep "$1"
	chroot "$root" semodule -n -s "$policy" --priority=400 -r "$1" 2> /dev/null
	shift 2
done
