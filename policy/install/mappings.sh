# Mappings of ports, addresses and interfaces to types: those that are wanted, those that somebody
# has made on this host, and semanage's commands for them. To be sourced in the folder above.
#
# A mapping is known by its key: `port tcp 7`, `node ipv4 192.168.7.0 255.255.255.0`, `netif eth1`.

# Gives KEY<tab>TYPE for what this folder's file `mappings` has.
port_mappings() {
	awk '/^[^#]/ { type = $NF; $NF = ""; sub(/ +$/, ""); print $0 "\t" type }' mappings
}

# Gives KEY<tab>TYPE for the site's intranet, in $INTRANET_INTERFACES and $INTRANET_NODES.
intranet_mappings() {
	local name
	for name in ${INTRANET_INTERFACES-}; do
		printf 'netif %s\tintranet_netif_t\n' "$name"
	done
	# semanage(8) is written in Python, so it is there.
	python3 - ${INTRANET_NODES-} <<- 'END'
		import ipaddress, sys

		for text in sys.argv[1:]:
		    try:
		        net = ipaddress.ip_network(text)
		    except ValueError as error:
		        sys.exit(f"peercon: INTRANET_NODES: {error}")
		    print(f"node ipv{net.version} {net.network_address} {net.netmask}\tintranet_node_t")
	END
}

# Gives KEY<tab>TYPE<tab>COMMAND for each command that semanage-export(8) has written.
parse_commands() {
	awk '
		$1 ~ /^(port|node|interface)$/ && $2 ~ /^-[ad]$/ {
			option["-t"] = "-"
			for (i = 3; i < NF; i += 2) option[$i] = $(i + 1)
			key = "netif " $NF
			if ($1 == "port") key = "port " option["-p"] " " $NF
			if ($1 == "node") key = "node " option["-p"] " " $NF " " option["-M"]
			print key "\t" option["-t"] "\t" $0
		}
	'
}

# Fills made_type and made_command, by key, with what has been made on this host: with semanage, not
# by the policy itself.
declare -A made_type made_command
read_made() {
	local exported key type command
	exported=$(semanage export)
	while IFS=$'\t' read -r key type command; do
		made_type[$key]=$type
		made_command[$key]=$command
	done < <(parse_commands <<< "$exported")
}

# made_range KEY - the key of a range of ports made on this host that has a port in it, if any. No
# port of such a range can be mapped to another type: libsemanage refuses mappings that overlap.
made_range() {
	local kind protocol port made low high
	read -r kind protocol port _ <<< "$1"
	[[ $kind == port ]] || return 0
	for made in "${!made_type[@]}"; do
		[[ $made == "port $protocol "*-* ]] || continue
		IFS=- read -r low high <<< "${made##* }"
		((low > port || port > high)) || echo "$made"
	done
}

# Gives KEY<tab>TYPE for every port, as the policy itself has it where nobody has mapped it.
known_ports() {
	semanage port --list --noheading |
		awk '{ gsub(/,/, ""); for (i = 3; i <= NF; i++) print "port " $2 " " $i "\t" $1 }'
}

# initial_range KIND - the range of levels that the policy gives to what nobody has mapped: on an MLS
# host all of them.
initial_range() {
	local context
	context=$(tr -d '\0' < "/sys/fs/selinux/initial_contexts/$1")
	cut -d: -f4- <<< "$context"
}

# map_command ACTION KEY TYPE - with the action -a for what is not mapped yet, -m for what is: before
# 3.5 semanage refuses to take one for the other.
map_command() {
	local kind protocol name mask
	read -r kind protocol name mask <<< "$2"
	case $kind in
		netif) echo "interface $1 -t $3 -r '$(initial_range netif)' $protocol" ;;
		node) echo "node $1 -M $mask -p $protocol -t $3 -r '$(initial_range node)' $name" ;;
		port) echo "port $1 -t $3 -r 's0' -p $protocol $name" ;;
	esac
}

# delete_command KEY
delete_command() {
	local kind protocol name mask
	read -r kind protocol name mask <<< "$1"
	case $kind in
		netif) echo "interface -d $protocol" ;;
		node) echo "node -d -M $mask -p $protocol $name" ;;
		port) echo "port -d -p $protocol $name" ;;
	esac
}
