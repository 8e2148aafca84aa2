"""What libsemanage keeps of mappings in a store that nobody runs: a file for each kind.

It reads them when semodule(8) builds the policy. Each line begins with what is mapped, as
`portcon tcp 7`, and has the context after it.
"""

import os
import re

from mappings import Mapping

FILES = ("ports.local", "nodes.local", "interfaces.local", "file_contexts.local")

# The same that semanage's option -f calls by a letter.
FILE_TYPES = {"--": "f", "-d": "d", "-c": "c", "-b": "b", "-s": "s", "-l": "l", "-p": "p"}

LINE = re.compile(r"(?P<what>\S.*?)\s+[^\s:]+:object_r:(?P<type>\w+):(?P<range>\S+(?: - \S+)?)")


def read(store):
    """Gives the Mappings of a store, by key."""
    found = {}
    for name in FILES:
        for _, mapping in lines(os.path.join(store, name)):
            if mapping:
                found[mapping.key] = mapping
    return found


def write(store, changes):
    """Makes changes: Mappings by key, None for what is to be mapped no more. Only ports are added."""
    for name in FILES:
        path = os.path.join(store, name)
        old = list(lines(path))
        kept = [line for line, mapping in old if not mapping or mapping.key not in changes]
        if name == "ports.local":
            kept += [
                f"{each.key.replace('port', 'portcon', 1)} system_u:object_r:{each.type}:{each.range}\n"
                for each in changes.values()
                if each
            ]
        if kept != [line for line, _ in old]:
            with open(f"{path}.new", "w") as file:
                file.writelines(kept)
            os.rename(f"{path}.new", path)


def lines(path):
    """Gives each line of a file with its Mapping, or None."""
    try:
        with open(path) as file:
            return [(line, from_line(line)) for line in file]
    except FileNotFoundError:
        return []


def from_line(line):
    match = LINE.match(line)
    if line.startswith("#") or not match:
        return None
    keyword, *rest = match["what"].split()
    if keyword in ("portcon", "nodecon"):
        key = f"{keyword[:4]} {' '.join(rest)}"
    elif keyword == "netifcon":
        # The interface's context, and that of its packets, which the kernel has no use for.
        return Mapping(f"netif {rest[0]}", match["type"], match["range"])
    else:
        key = f"fcontext {FILE_TYPES[rest[0]] if rest else 'a'} {keyword}"
    return Mapping(key, match["type"], match["range"])
