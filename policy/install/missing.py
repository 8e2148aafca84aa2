"""Says what this host lacks, and the command that gets it."""

import importlib.util
import os
import shutil
import sys

from settings import policy_name


def say_missing(needs):
    """Says what is missing of `needs`, names of the functions below. Gives the exit status."""
    lacking = [line for need in needs for line in NEEDS[need]()]
    for line in lacking:
        print(f"peercon: {line}", file=sys.stderr)
        # For anybody else the rest looks as if it were missing.
        if line.startswith("only root"):
            break
    return 1 if lacking else 0


def root():
    if os.geteuid() != 0:
        yield "only root may change the system's policy: sudo make -C policy ..."


def selinux():
    """SELinux, and a role that may change its policy. An image needs neither."""
    if os.environ.get("ROOT"):
        return
    if not os.path.exists("/sys/fs/selinux/enforce"):
        yield "SELinux is not enabled on this host, see selinux(8); one that enforces it: npx lab up"
    # On an MLS host root's usual role is sysadm_r, which may not even read the policy.
    elif not os.access(f"/etc/selinux/{policy_name('/')}/policy", os.R_OK):
        with open("/proc/self/attr/current") as file:
            context = file.read().rstrip("\0")
        yield f"this role may not change the policy ({context}): newrole -r secadm_r"


def semanage():
    if not shutil.which("semodule"):
        yield f"semodule is missing: {package('policycoreutils')}"
    if not shutil.which("semanage"):
        yield f"semanage is missing: {package('policycoreutils-python-utils')}"
    elif importlib.util.find_spec("selinux") is None:
        yield f"libselinux's bindings for Python are missing: {package('python3-selinux', 'python3-libselinux')}"


def devel():
    if not os.path.exists(os.environ.get("DEVEL") or "/usr/share/selinux/devel/Makefile"):
        yield f"what modules are built with is missing: {package('selinux-policy-dev', 'selinux-policy-devel')}"


def selint():
    if not shutil.which("selint"):
        yield f"selint is missing: {package('selint')}"


def package(debian, fedora=None):
    """Gives the command that installs a package."""
    return f"dnf install {fedora or debian}" if shutil.which("dnf") else f"apt-get install {debian}"


NEEDS = {
    "root": root,
    "selinux": selinux,
    "semanage": semanage,
    "devel": devel,
    "selint": selint,
}
