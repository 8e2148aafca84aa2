// What a host can be asked of the things that a walkthrough, or a file of lab/network, changes.

/**
 * In a shell: what the kernel has been told about networks, here and on every host that there is. The
 * kernel gives each interface an address of fe80::/10, and takes a second until it uses it.
 */
export const NETWORK_STATE = `
for each in cipsov4 calipso map unlbl; do netlabelctl -p $each list; done
for each in $(netlabelctl cipsov4 list | cut -d , -f 1); do netlabelctl -p cipsov4 list doi:$each; done
for host in /proc/self/ns/net $(ls -d /run/netns/* 2> /dev/null); do
	echo "== $host"
	# A pair of interfaces that is new is a moment without a carrier.
	while nsenter --net=$host ip link | grep -q NO-CARRIER; do sleep 0.1; done
	for each in 'ip -details link' 'ip -oneline addr' 'ip rule' 'ip route show table all' \\
		'ip -6 route show table all' 'ip xfrm state' 'ip xfrm policy' 'nft list ruleset' \\
		'sysctl net.ipv4.ip_forward net.ipv4.conf.lo.disable_xfrm net.ipv4.conf.lo.disable_policy'
	do
		nsenter --net=$host $each | grep -v fe80::
	done
done
stat -c '%A %U %G %n' /run/netns
pgrep -x sleep || echo no process keeps a host`;

/**
 * In a shell: what an administrator has told SELinux and systemd. It takes seconds: semanage(8) is
 * Python. Under the MLS policy sysadm_r may list interfaces alone.
 */
export const ADMINISTRATION_STATE = `
for each in port interface node; do semanage $each --list --locallist; done
getsebool -a
find /etc/systemd/system | sort`;
