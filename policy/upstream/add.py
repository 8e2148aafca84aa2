#!/usr/bin/env python3
"""Adds the modules to a checkout of the reference policy, as a patch to it would: add.py CHECKOUT.

In a base policy ports and their packets belong to corenetwork, and who may start a program to the roles'
own modules. What is there for other base policies falls away. See docs/upstreaming.md.
"""

import re
import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent

# Where each module goes.
LAYERS = {
    "channels": "apps",
    "echo_client": "apps",
    "echo_server": "services",
    "getpeercon_server": "services",
    "intranet": "services",
    "mls_server": "services",
    "node_program": "apps",
    "peercon_admin": "roles",
}

# A port, its number, and the module whose it is. Port 5000 is commplex_main's, which keystone binds: a site maps it.
PORTS = {"echo": ("7", "echo_server"), "getpeercon": (None, "getpeercon_server"), "mls_server": ("5080", "mls_server")}
PROTOCOLS = {"echo": ("tcp", "udp"), "getpeercon": ("tcp", "udp"), "mls_server": ("tcp",)}

# Which program each role may start: peercon_roles.te.
SERVERS = ("echo_server", "getpeercon_server", "mls_server")
RUN_ALL = ("channels_run_client", "channels_run_server", *(f"{name}_run" for name in ("echo_client", *SERVERS)))
ROLES = {
    "roles/staff": ["echo_client_run(staff_t, staff_r)", "peercon_admin_role_change(staff_r)"],
    "roles/sysadm": [f"{name}(sysadm_t, sysadm_r)" for name in RUN_ALL],
    "roles/unprivuser": ["echo_client_run(user_t, user_r)"],
    "system/unconfined": [f"{name}(unconfined_t, unconfined_r)" for name in RUN_ALL],
}


def replaced(text, pattern, by, flags=re.MULTILINE):
    """Replaces what must be there: a module that has changed is not to slip through."""
    text, count = re.subn(pattern, by, text, flags=flags)
    if count == 0:
        sys.exit(f"peercon: nothing is like {pattern}")
    return text


def choose(text):
    """Takes what the reference policy has where a module asks for an interface."""

    def chosen(match):
        lines = match.group(2) if match.group(1) in ("files_runtime_file", "init_unit_file") else ""
        return re.sub(r"^\t", "", lines, flags=re.MULTILINE)

    return re.sub(r"^ifdef\(`(\w+)',`\n(.*?)(?:^',`\n.*?)?^'\)\n", chosen, text, flags=re.MULTILINE | re.DOTALL)


def without_port(text, port):
    """Takes the declarations of a port and its packets from a module: corenetwork has them."""
    for kind in ("client_packet", "server_packet", "port"):
        text = re.sub(rf"^type {port}_{kind}_t;\ncorenet_{kind}\({port}_{kind}_t\)\n\n", "", text, flags=re.MULTILINE)
    return text


def te_file(name):
    """Gives a module's rules."""
    text = (SOURCES / f"{name}.te").read_text()
    text = replaced(text, r"policy_module\((\w+), .*\)", r"policy_module(\1)")
    mcs = re.search(r"^ifdef\(`enable_mcs'.*?^'\)\n", text, re.MULTILINE | re.DOTALL)
    if mcs:
        text = text.replace(mcs.group(0), "@MCS@\n")
    # Port 7 is the base policy's or the module's: here the former.
    text = re.sub(r"^# Port 7 and its packets: a base.*\n", "", text, flags=re.MULTILINE)
    text = choose(text)
    if mcs:
        text = text.replace("@MCS@\n", mcs.group(0))
    for port, (_, owner) in PORTS.items():
        if owner == name:
            text = without_port(text, port)
            binds = "".join(f"corenet_{each}_bind_{port}_port({name}_t)\n" for each in PROTOCOLS[port])
            text = replaced(text, rf"^allow {name}_t {port}_port_t:.* name_bind;\n", binds)
    if name == "echo_server":
        text = text.replace("policy_module(echo_server)\n", "policy_module(echo_server)\n\ngen_require(`\n\ttype echo_port_t, echo_server_packet_t;\n')\n")
    return re.sub(r"\n{3,}", "\n\n", text)


def if_file(name):
    """Gives a module's interfaces."""
    text = (SOURCES / f"{name}.if").read_text()
    for port, (_, owner) in PORTS.items():
        if owner != name:
            continue
        for side in ("client", "server"):
            text = replaced(
                text,
                rf"\tgen_require\(`\n\t\ttype {port}_{side}_packet_t;\n\t'\)\n\n"
                rf"\tallow \$1 {port}_{side}_packet_t:packet {{ recv send }};\n",
                f"\tcorenet_sendrecv_{port}_{side}_packets($1)\n",
            )
        text = replaced(text, rf"^\tallow \$1 {port}_port_t:.* name_connect;\n", f"\tcorenet_tcp_connect_{port}_port($1)\n")
        # Corenetwork has no interfaces that record what it grants.
        text = re.sub(rf"^\tauditallow \$1 {port}_(port|client_packet)_t.*\n", "", text, flags=re.MULTILINE)
        text = text.replace(f", {port}_port_t, {port}_client_packet_t;", ";")
        text = re.sub(rf"(interface\(`{name}_tcp_connect',`\n)\tgen_require\(`\n\t\ttype {port}_port_t;\n\t'\)\n\n", r"\1", text)
        text = re.sub(rf"(interface\(`{name}_tcp_connect',`\n\tgen_require\(`\n\t\ttype \w+), {port}_port_t;", r"\1;", text)
    return text


def fc_file(name):
    """Gives a module's files. The reference policy takes /var/run for /run and /usr/local/lib for /usr/lib."""
    text = (SOURCES / f"{name}.fc").read_text()
    return re.sub(r"^/(var/run|usr/local|var/log/private)/.*\n", "", text, flags=re.MULTILINE)


def add_ports(path):
    """Has corenetwork declare the ports, and takes them from whoever has them."""
    text = path.read_text()
    for port, (number, _) in PORTS.items():
        numbers = "".join(f", {each},{number},s0" for each in PROTOCOLS[port] if number)
        for each in numbers.split(", ")[1:]:
            text = re.sub(rf"(network_port\(.*?), {each}", r"\1", text)
        line = f"network_port({port}{numbers})\n"
        # In the order of their names.
        lines = re.findall(r"^network_port\((\w+).*\n", text, re.MULTILINE)
        before = max((each for each in lines if each < port), default=lines[0])
        text = replaced(text, rf"^network_port\({before}\b.*\n", lambda match, line=line: match.group(0) + line)
    path.write_text(text)


def add_roles(path, calls):
    """Lets a role start programs, before the first of what is optional in its module."""
    text = path.read_text()
    blocks = "".join(f"optional_policy(`\n\t{call}\n')\n\n" for call in calls)
    path.write_text(replaced(text, r"\A(.*?)^optional_policy", lambda match: match.group(1) + blocks + "optional_policy", re.MULTILINE | re.DOTALL))


def main():
    """The command line."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "policy/modules/kernel/corenetwork.te.in").exists():
        sys.exit("usage: make -C policy upstream REFPOLICY=CHECKOUT, of https://github.com/SELinuxProject/refpolicy")
    modules = Path(sys.argv[1]) / "policy/modules"
    for name, layer in LAYERS.items():
        for kind, write in (("te", te_file), ("if", if_file), ("fc", fc_file)):
            (modules / layer / f"{name}.{kind}").write_text(write(name))
    add_ports(modules / "kernel/corenetwork.te.in")
    for name, calls in ROLES.items():
        add_roles(modules / f"{name}.te", calls)


main()
