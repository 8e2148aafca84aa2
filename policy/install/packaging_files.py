"""Puts the files of a package into the folder that is to be packed: `make install-files DESTDIR=...`."""

import bz2
import glob
import os
import shutil

import modules
from settings import policy_name


def write_files():
    """Writes the modules, their interfaces and the documents below DESTDIR. Returns the exit status."""
    root = os.environ.get("DESTDIR") or "/"
    policy = os.environ.get("POLICY_NAME") or policy_name("/")
    share = os.path.join(root, "usr/share")
    # semodule(8) takes modules that are compressed. The folder is that of Fedora's macros
    # (selinux-policy's %selinux_modules_install); a Debian package's own postinst names its folder.
    packages = os.path.join(share, "selinux/packages", policy)
    # Where the Makefile for modules looks for the interfaces of other packages.
    interfaces = os.path.join(share, "selinux/devel/include/distributed")
    documents = os.path.join(share, "doc/peercon-policy")
    for folder in (packages, interfaces, documents):
        os.makedirs(folder, exist_ok=True)
    for name in modules.names():
        with open(os.path.join(modules.SOURCES, f"{name}.pp"), "rb") as source:
            write(os.path.join(packages, f"{name}.pp.bz2"), bz2.compress(source.read()))
    for path in glob.glob(os.path.join(modules.SOURCES, "*.if")):
        copy(path, interfaces)
    for name in ("README.md", "COPYING", "mappings"):
        copy(os.path.join(modules.SOURCES, name), documents)
    return 0


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, 0o644)


def copy(path, folder):
    copied = shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))
    os.chmod(copied, 0o644)
