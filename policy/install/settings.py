"""What is to be done, and where: what make's variables say."""

import os
import re
from dataclasses import dataclass

from errors import Refused

# What semodule(8) installs with unless told otherwise, above the distribution's own modules.
PRIORITY = "400"

# What somebody types to have this program run, before install and uninstall.
COMMAND = os.environ.get("COMMAND") or "make"


@dataclass(frozen=True)
class Settings:
    # The folder that is changed: that of the running host, or an image's.
    root: str
    is_image: bool
    # The policy's name, as `targeted`.
    policy: str
    priority: int
    is_forced: bool
    # The site's intranet.
    interfaces: tuple
    nodes: tuple

    @property
    def contexts(self):
        """The folder with the contexts of files."""
        return os.path.join(self.root, "etc/selinux", self.policy, "contexts/files")

    @property
    def store(self):
        """The folder with the modules and what has been customized."""
        return os.path.join(self.root, "var/lib/selinux", self.policy, "active")

    @property
    def kept(self):
        """The folder with the policy that is loaded when the host starts."""
        return os.path.join(self.root, "etc/selinux", self.policy, "policy")


def from_make():
    """Gives the settings. Raises Refused where a variable has no sense."""
    root = os.environ.get("ROOT", "")
    priority = os.environ.get("PRIORITY") or PRIORITY
    if not (priority.isascii() and priority.isdigit() and 1 <= int(priority) <= 999):
        raise Refused(f"PRIORITY: {priority!r} is no number from 1 to 999")
    interfaces = tuple(os.environ.get("INTRANET_INTERFACES", "").split())
    nodes = tuple(os.environ.get("INTRANET_NODES", "").split())
    if root and (interfaces or nodes):
        raise Refused("INTRANET_*: an image has none; install again where it runs")
    return Settings(
        root=os.path.realpath(root or "/"),
        is_image=bool(root),
        policy=policy_name(root or "/"),
        priority=int(priority),
        is_forced=bool(os.environ.get("FORCE")),
        interfaces=interfaces,
        nodes=nodes,
    )


def policy_name(root):
    """Gives SELINUXTYPE of /etc/selinux/config; `targeted` is libselinux's default."""
    try:
        with open(os.path.join(root, "etc/selinux/config")) as file:
            found = re.findall(r"^\s*SELINUXTYPE\s*=\s*(\S+)", file.read(), re.MULTILINE)
    except FileNotFoundError:
        found = []
    return found[-1] if found else "targeted"
