#!/bin/bash
# Installs the modules, maps ports, addresses and interfaces to their types, and labels files.
#
# What was there is noted before it is changed. So a run that is interrupted, wherever, is finished by
# running this again, or undone by uninstall.sh.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
. install/modules.sh
. install/mappings.sh
. install/notes.sh
. install/labels.sh

wanted=$(port_mappings && intranet_mappings)
changed=$(changed_modules)
# What an interrupted run has left may be in the store of the policy, and not in the kernel.
[[ ! -e $UNFINISHED ]] || changed=$(all_modules)
read_made

# What the policy itself has is asked for only if it matters, for it takes a while.
has_type() {
	local key=$1 type=$2
	[[ ${made_type[$key]-} != "$type" ]] || return 0
	[[ $key == port* && -z ${made_type[$key]-} ]] || return 1
	known=${known:-$(known_ports)}
	grep --quiet --fixed-strings --line-regexp "$key"$'\t'"$type" <<< "$known"
}

add=() undo=() news=()
while IFS=$'\t' read -r key type; do
	! has_type "$key" "$type" || continue
	other=${made_type[$key]-}
	range=$(made_range "$key")
	if [[ $range ]]; then
		echo "peercon: $key is left as it is: somebody has mapped $range to ${made_type[$range]}" >&2
		echo "    To map it: semanage $(delete_command "$range"); make install" >&2
		continue
	elif [[ $other && -z ${FORCE-} ]]; then
		echo "peercon: $key is left as it is: somebody has mapped it to $other" >&2
		echo "    To map it to $type until make uninstall: make install FORCE=1" >&2
		continue
	fi
	action=-a
	if [[ $other ]] || grep --quiet "^$key"$'\t' <<< "${known-}"; then action=-m; fi
	add+=("$(map_command "$action" "$key" "$type")")
	undo+=("${made_command[$key]-$(delete_command "$key")}")
	news+=("$key is now $type${other:+, and was $other}")
done <<< "$wanted"

if [[ -z $changed && ${#add[@]} == 0 ]]; then
	restore_labels
	echo "The modules are installed: nothing to do."
	exit
fi

begin_change
((${#undo[@]} == 0)) || note_undo "${undo[@]}"
if [[ $changed ]]; then
	echo "Installing" $changed "..."
	quietly semodule --priority="$PRIORITY" $(printf -- '--install=%s.pp\n' $changed)
fi
if ((${#add[@]} > 0)); then
	printf '%s\n' "${add[@]}" | quietly semanage import
	printf '%s\n' "${news[@]}"
fi
restore_labels
end_change
echo "Installed. 'make -C policy uninstall' leaves this host as it was."
