"""Mappings of ports, addresses, interfaces and files to types, and semanage's commands for them.

A mapping is known by its key: `port tcp 7`, `node ipv4 192.168.7.0 255.255.255.0`, `netif eth1`,
`fcontext f /srv/echo\\.js`.

A module in CIL can map ports itself (portcon). It cannot be linked where the policy has another type
for the port, as Debian's has for 7 and 5000, nor for what only a site knows. So there would be two ways
for one thing: all that is mapped is semanage's.
"""

import ipaddress
import os
import shlex
from dataclasses import dataclass

from errors import Refused

# What this project maps: a file in the folder above.
WANTED = os.path.join(os.path.dirname(__file__), "../mappings")


@dataclass(frozen=True)
class Mapping:
    """Something that has a type. `range` is its levels', as semanage writes them."""

    key: str
    type: str
    range: str = "s0"

    @property
    def kind(self):
        return self.key.split()[0]

    def add(self, action="-a"):
        """Gives the command that makes the mapping: -a for what is not mapped yet, -m for what is.

        Before 3.5 semanage refuses to take one for the other.
        """
        what = f"{action} -t {self.type} -r '{self.range}'"
        kind, rest = self.key.split(" ", 1)
        if kind == "netif":
            return f"interface {what} {rest}"
        if kind == "node":
            protocol, address, mask = rest.split()
            return f"node {what} -M {mask} -p {protocol} {address}"
        first, name = rest.split(" ", 1)
        return f"port {what} -p {first} {name}" if kind == "port" else f"fcontext {what} -f {first} '{name}'"

    def delete(self):
        """Gives the command that takes the mapping away."""
        kind, rest = self.key.split(" ", 1)
        if kind == "netif":
            return f"interface -d {rest}"
        if kind == "node":
            protocol, address, mask = rest.split()
            return f"node -d -M {mask} -p {protocol} {address}"
        first, name = rest.split(" ", 1)
        return f"port -d -p {first} {name}" if kind == "port" else f"fcontext -d -f {first} '{name}'"


def from_commands(commands):
    """Gives the Mappings that commands of semanage's make, by key. For what is deleted it is None."""
    found = {}
    for command in commands:
        words = shlex.split(command)
        if len(words) < 3 or words[0] not in KEYS or words[1] not in ("-a", "-m", "-d"):
            continue
        options = dict(zip(words[2:-1:2], words[3:-1:2]))
        key = KEYS[words[0]](options, words[-1])
        deleted = words[1] == "-d"
        found[key] = None if deleted else Mapping(key, options["-t"], options.get("-r", "s0"))
    return found


KEYS = {
    "port": lambda options, name: f"port {options['-p']} {name}",
    "node": lambda options, name: f"node {options['-p']} {name} {options['-M']}",
    "interface": lambda options, name: f"netif {name}",
    "fcontext": lambda options, name: f"fcontext {options.get('-f', 'a')} {name}",
}


def wanted(settings):
    """Gives the Mappings that are wanted, by key: of the file `mappings`, and for the site's intranet.

    Raises Refused where INTRANET_NODES has what is no network.
    """
    found = {}
    with open(WANTED) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                key, type = line.rsplit(maxsplit=1)
                found[key] = Mapping(key, type)
    for name in settings.interfaces:
        key = f"netif {name}"
        found[key] = Mapping(key, "intranet_netif_t", initial_range("netif"))
    for text in settings.nodes:
        try:
            net = ipaddress.ip_network(text)
        except ValueError as error:
            raise Refused(f"INTRANET_NODES: {error}") from error
        key = f"node ipv{net.version} {net.network_address} {net.netmask}"
        found[key] = Mapping(key, "intranet_node_t", initial_range("node"))
    return found


def given_back(made, types, undo, wanted):
    """Gives what is to be mapped otherwise when types go: {KEY: Mapping, or None for none}.

    That is what has one of the types, whoever has mapped it; and what was noted as changed and is still as
    it was wanted: Fedora's policy has echo_port_t itself, and what is mapped to it could stay.
    """
    back = {}
    for key, mapping in made.items():
        is_noted = key in undo and key in wanted and mapping.type == wanted[key].type
        if mapping.type in types or is_noted:
            before = undo.get(key)
            back[key] = None if before is None or before.type in types else before
    return back


def change(key, mapping, made):
    """Gives the command that makes a mapping of one that is made, or takes that away."""
    return mapping.add("-m") if mapping else made[key].delete()


def initial_range(kind):
    """Gives the range of levels that the policy has for what nobody has mapped: on an MLS host all."""
    with open(f"/sys/fs/selinux/initial_contexts/{kind}") as file:
        return file.read().rstrip("\0\n").split(":", 3)[3]


def range_around(key, made):
    """Gives the Mapping, of those `made`, of a range of ports that has this port in it, or None.

    No port of such a range can be mapped to another type: libsemanage refuses mappings that overlap.
    """
    kind, *rest = key.split()
    if kind != "port" or "-" in rest[1]:
        return None
    for mapping in made.values():
        made_kind, *made_rest = mapping.key.split()
        if made_kind == "port" and made_rest[0] == rest[0] and "-" in made_rest[1]:
            low, high = made_rest[1].split("-")
            if int(low) <= int(rest[1]) <= int(high):
                return mapping
    return None


def from_port_list(lines):
    """Gives KEY: TYPE for what `semanage port --list` shows: a type, a protocol, and ports."""
    found = {}
    for line in lines:
        type, protocol, *ports = line.replace(",", " ").split()
        found.update({f"port {protocol} {port}": type for port in ports})
    return found
