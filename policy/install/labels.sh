# The labels of the files that the .fc files name.

# Gives the files that there are. npm -g installs to /usr or to /usr/local, whose files the policy
# takes for those of /usr: file_contexts.subs_dist.
labeled_files() {
	sed -n 's,^\(/[^[:space:]]*\).*,\1,p' -- *.fc |
		sed 's,(local/)?,,; \,^/usr/lib/node_modules,{p; s,^/usr,/usr/local,}' |
		while read -r pattern; do
			# What the pattern begins with before its first special character, as a folder.
			folder=${pattern%%[][()*+?^$|\\.]*}
			folder=${folder%/*}
			[[ ! -d $folder ]] || find "$folder" -xdev -ignore_readdir_race \
				-regextype posix-extended -regex "$pattern"
		done
}

# Labels them as the policy has it: restorecon(8) says one line for each that had another type.
restore_labels() {
	local relabeled
	relabeled=$(labeled_files | restorecon -v -f -)
	[[ -z $relabeled ]] || echo "$(wc -l <<< "$relabeled") files have their types."
}

# Labels what has lost its type, and has none in the policy, as the folder that it is in: what is in /run.
label_lost() {
	local file
	labeled_files | while read -r file; do
		[[ $(stat --format=%C "$file") != *:unlabeled_t:* ]] ||
			chcon --reference="$(dirname "$file")" "$file"
	done
}
