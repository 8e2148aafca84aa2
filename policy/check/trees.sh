#!/bin/bash
# Builds the modules against every tree of headers that can be had here, with warnings as errors, as MCS
# and as MLS modules: check/trees.sh [TREE...]. A tree is a folder with include/Makefile, as a devel
# package has it, or `make install-headers` of a base policy.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/peercon/trees
# Their folders, and after a tab what they are.
DEBIAN=('bookworm	Debian 12' 'trixie	Debian 13')

work=$(mktemp --directory)
trap 'rm -rf -- "$work"' EXIT

# debian_headers SUITE - unpacks Debian's headers and gives their folder. They come from the mirror that
# this host has its packages from, and are kept.
debian_headers() {
	local folder=$CACHE/$1
	[[ -e $folder ]] || get_debian_headers "$1" "$folder" >&2 || return
	echo "$folder/usr/share/selinux/devel"
}

get_debian_headers() {
	local suite=$1 folder=$2 apt=$work/apt-$1 mirror options
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 2> /dev/null | head -n 1)
	mkdir -p "$apt"/{lib/lists/partial,cache/archives/partial} "$CACHE"
	touch "$apt/status"
	[[ $mirror ]] || { echo "apt-get has no packages of Debian's here" >&2; return 1; }
	echo "deb $mirror $suite main" > "$apt/sources.list"
	options=(-q -q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o "Dir::State=$apt/lib" -o "Dir::State::Status=$apt/status" -o "Dir::Cache=$apt/cache"
		-o APT::Sandbox::User=)
	apt-get "${options[@]}" update &&
		(cd "$apt" && apt-get "${options[@]}" download selinux-policy-dev) &&
		dpkg-deb --extract "$apt"/*.deb "$apt/whole" &&
		dpkg-deb --field "$apt"/*.deb Version > "$apt/whole/version" &&
		mv "$apt/whole" "$folder"
}

# build TREE TYPE - says what came of it, in a word, and why on stderr.
build() {
	local tree=$1 type=$2 folder
	folder=$(mktemp --directory --tmpdir="$work")
	cp -- *.te *.if *.fc "$folder"
	if make --silent --directory="$folder" --file="$tree/include/Makefile" \
		HEADERDIR="$tree/include" NAME="$type" TYPE="$type" local_layers= \
		M4='m4 -E -E' CHECKMODULE='checkmodule -M -E' SEMOD_PKG="$(type -P semodule_package)" \
		all > "$folder/log" 2>&1 && ! grep --ignore-case warning "$folder/log" >&2; then
		echo builds
	else
		sed "s,^,$type: ," "$folder/log" >&2
		echo FAILS
	fi
}

failed=0
# try NAME TREE
try() {
	local mcs mls
	mcs=$(build "$2" mcs)
	mls=$(build "$2" mls)
	printf '%-46s %-7s %s\n' "$1" "$mcs" "$mls"
	[[ $mcs$mls == buildsbuilds ]] || failed=1
}

printf '%-46s %-7s %s\n' 'Headers' MCS MLS
untried=()
for each in "${DEBIAN[@]}"; do
	if type -P apt-get dpkg-deb > /dev/null && tree=$(debian_headers "${each%	*}"); then
		try "${each#*	}, $(cat "$CACHE/${each%	*}/version")" "$tree"
	else
		untried+=("${each#*	} (apt-get did not get its selinux-policy-dev)")
	fi
done
for tree; do
	[[ -e $tree/include/Makefile ]] || {
		echo "peercon: $tree: there is no include/Makefile" >&2
		exit 1
	}
	try "$tree" "$(realpath "$tree")"
done
[[ $# -gt 0 ]] || untried+=('Fedora and CentOS Stream (selinux-policy-devel)' 'the reference policy (make install-headers)')
((${#untried[@]} == 0)) || {
	printf 'Not tried: %s\n' "${untried[@]}"
	echo "For those: make -C policy check-trees TREES='FOLDER ...', each with include/Makefile in it"
}
exit "$failed"
