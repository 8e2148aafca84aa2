#!/bin/bash
# Removes the mappings, the modules and the labels, and gives back what others had mapped before.
#
# Mappings go first: a policy with a mapping to a type that is not there cannot be built. Run again, it
# goes on wherever it was interrupted.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
. install/modules.sh
. install/mappings.sh
. install/notes.sh
. install/labels.sh

modules=$(installed_modules)
if [[ -z $modules && ! -e $NOTES ]]; then
	echo "None of the modules is installed: nothing to do."
	exit
fi
declare -A own wanted_type undo_type undo_command
types=$(installed_types $modules)
for type in $types; do
	own[$type]=yes
done
while IFS=$'\t' read -r key type; do
	wanted_type[$key]=$type
done < <(port_mappings)
if [[ -e $UNDO ]]; then
	while IFS=$'\t' read -r key type command; do
		undo_type[$key]=$type
		undo_command[$key]=$command
	done < <(parse_commands < "$UNDO")
fi
read_made

commands=() news=()
for key in "${!made_type[@]}"; do
	type=${made_type[$key]}
	undo=${undo_command[$key]-}
	# With the modules their types go, so nothing can stay mapped to them. Fedora's policy has
	# echo_port_t itself: what is mapped to it stays, but for what was noted.
	if [[ ${own[$type]-} || ($undo && $type == "${wanted_type[$key]-}") ]]; then
		if [[ ${undo_type[$key]--} == - ]]; then
			commands+=("$(delete_command "$key")")
			news+=("$key is no longer $type")
		else
			commands+=("${undo/ -a / -m }")
			news+=("$key is ${undo_type[$key]} again")
		fi
	elif [[ $undo && $undo != "${made_command[$key]}" ]]; then
		news+=("$key is left as it is: somebody has mapped it to $type since")
	fi
done

begin_change
if ((${#commands[@]} > 0)); then
	printf '%s\n' "${commands[@]}" | quietly semanage import
fi
((${#news[@]} == 0)) || printf '%s\n' "${news[@]}" | sort
if [[ $modules ]]; then
	echo "Removing" $modules "..."
	quietly semodule --priority="$PRIORITY" $(printf -- '--remove=%s\n' $modules)
else
	# They are not in the policy's store any more; that they are in the kernel's policy may be.
	quietly semodule --build
fi
restore_labels
label_lost
end_change
rm -r "$NOTES"
echo "Uninstalled."
