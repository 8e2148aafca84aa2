# The modules: those of this folder, and those that are installed. To be sourced there.

# What semodule(8) installs with unless told otherwise, above the distribution's own modules.
PRIORITY=400

# Every module of this folder.
all_modules() {
	basename -s .te -- *.te
}

# Those that are installed.
installed_modules() {
	local list module
	list=$(semodule --list-modules=full)
	for module in $(all_modules); do
		if grep --quiet "^$PRIORITY $module " <<< "$list"; then echo "$module"; fi
	done
}

# extract FORM FOLDER MODULE... - writes modules as they are installed: as .pp (--hll) or .cil (--cil).
extract() {
	local form=$1 folder=$2
	shift 2
	(($# > 0)) || return 0
	# semodule runs in a domain of its own, which makes files in folders like /tmp alone.
	chcon --type=tmp_t "$folder"
	(cd "$folder" && semodule --priority="$PRIORITY" "$form" "${@/#/--extract=}")
}

# The modules that are not installed as they are built.
changed_modules() {
	local installed module folder
	installed=$(installed_modules)
	folder=$(mktemp -d)
	extract --hll "$folder" $installed
	for module in $(all_modules); do
		cmp --silent "$module.pp" "$folder/$module.pp" || echo "$module"
	done
	rm -r "$folder"
}

# installed_types MODULE... - the types that these modules declare: they vanish with them.
installed_types() {
	local folder
	folder=$(mktemp -d)
	extract --cil "$folder" "$@"
	find "$folder" -name '*.cil' -exec sed -n 's/^(type \(.*\))$/\1/p' '{}' +
	rm -r "$folder"
}
