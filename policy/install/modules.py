"""The project's modules: as they were built here or packed, and as they are installed."""

import bz2
import glob
import os
import re
import subprocess

import cil
from errors import Refused
from store import Module

# The folder with the sources, and with what is built.
SOURCES = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))

# The folder with the modules of a package, compressed: see packaging_files.py. There are no sources then.
PACKED = os.environ.get("MODULES")

# Where those are that are installed, and how their names end.
FOLDER, ENDING = (PACKED, ".pp.bz2") if PACKED else (SOURCES, ".pp")

# What translates a module that was built into CIL: semodule(8) runs it, too.
TRANSLATORS = ("/usr/libexec/selinux/hll/pp", "/usr/lib/selinux/hll/pp")

# The distribution's own modules. They know nothing of ours.
DISTRIBUTION = 100


def names():
    """Gives the names of the modules: those whose sources are here, or that are packed."""
    ending = ENDING if PACKED else ".te"
    return sorted(os.path.basename(path)[: -len(ending)] for path in glob.glob(os.path.join(FOLDER, f"*{ending}")))


def built(module):
    """Gives the bytes of a module as it was built."""
    with open(os.path.join(FOLDER, f"{module.name}{ENDING}"), "rb") as file:
        return bz2.decompress(file.read()) if PACKED else file.read()


def built_contents(module):
    """Gives the cil.Contents of a module as it was built. Raises Refused where that cannot be translated."""
    translator = next((path for path in TRANSLATORS if os.path.exists(path)), TRANSLATORS[0])
    done = subprocess.run([translator], input=built(module), capture_output=True, check=False)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").splitlines()
        raise Refused(*said, f"{module.name}{ENDING} is no module that can be installed")
    return cil.read(done.stdout.decode())


def installed_contents(store, modules):
    """Gives the cil.Contents of installed Modules, by Module."""
    return {module: cil.read(text.decode()) for module, text in store.extract(modules, "cil").items()}


def own(modules, priority, noted):
    """Gives those of the installed Modules that are the project's: noted as such, or of the same name."""
    return modules & (noted | {Module(priority, name) for name in names()})


def check_users(leaving, others):
    """Checks that no other module needs a name that goes. Raises Refused, which names those that do.

    leaving: names of types, attributes, roles and booleans
    others: the cil.Contents of all other modules, by Module
    """
    lines = []
    for module, contents in sorted(others.items()):
        used = sorted(contents.used & leaving)
        if used:
            lines.append(f"module {module.name} uses {', '.join(used)}, which would be gone")
            domain = re.fullmatch("permissive_(.*)", module.name)
            remove = f"semanage permissive -d {domain[1]}" if domain else (
                f"semodule --priority={module.priority} --remove={module.name}"
            )  # fmt: skip
            lines.append(f"    To remove it: {remove}")
    if lines:
        raise Refused(*lines, "nothing was changed")


def leaving(old, staying):
    """Gives the names and the types that go: what `old` modules declare, and none of the `staying` ones."""
    declared = set().union(*(contents.declared for contents in staying))
    names = set().union(*(contents.declared for contents in old)) - declared
    types = set().union(*(contents.types for contents in old)) & names
    return names, types


def paths(contents):
    """Gives the patterns of the files that modules label."""
    return {path for each in contents for path in each.paths}
