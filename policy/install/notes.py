"""What is noted while the modules are installed: which they are, how to undo the mappings, and whether
a run was interrupted.

The notes are a file beside the policy that the host loads when it starts. Nobody may write there but who
may change the policy: what the notes say is done with that right. (On an MLS host sysadm_r writes to
nearly every other folder, and secadm_r to hardly any.)
"""

import json
import os
import sys
from contextlib import contextmanager

import mappings
from settings import COMMAND
from store import Module

NAME = "peercon"

# Where the releases before this one had them: commands for `semanage import`.
OLD_FOLDER = "var/lib/peercon-policy"


class Notes:
    """`modules` are those that were installed; `undo` has the Mappings to go back to, None for none.

    `is_finished` is false from before the first change to after the last one.
    """

    def __init__(self, settings):
        self.path = os.path.join(settings.kept, NAME)
        self.old_folder = os.path.join(settings.root, OLD_FOLDER)
        self.exist = True
        try:
            with open(self.path) as file:
                noted = json.load(file)
        except FileNotFoundError:
            noted = self._old()
        self.is_finished = noted["finished"]
        self.modules = {Module(*each) for each in noted["modules"]}
        self.undo = mappings.from_commands(noted["undo"])

    def _old(self):
        self.exist = os.path.exists(self.old_folder)
        try:
            with open(os.path.join(self.old_folder, "undo")) as file:
                undo = file.read().splitlines()
        except FileNotFoundError:
            undo = []
        unfinished = os.path.exists(os.path.join(self.old_folder, "unfinished"))
        return {"finished": not unfinished, "modules": [], "undo": undo}

    @contextmanager
    def change(self):
        """Notes that a change begins, and that it has ended. If it fails, what is noted says so."""
        self.is_finished = False
        self.write()
        try:
            yield
        except BaseException:
            print(
                f"peercon: not finished: {COMMAND} install finishes it, {COMMAND} uninstall undoes it",
                file=sys.stderr,
            )
            raise
        self.is_finished = True
        self.write()

    def write(self):
        """Puts the notes on the disk, whole."""
        noted = {
            "finished": self.is_finished,
            "modules": [[module.priority, module.name] for module in sorted(self.modules)],
            "undo": [
                mapping.add() if mapping else mappings.Mapping(key, "").delete()
                for key, mapping in self.undo.items()
            ],
        }
        with open(f"{self.path}.new", "w") as file:
            json.dump(noted, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.rename(f"{self.path}.new", self.path)
        self._remove_old()

    def _remove_old(self):
        for name in ("undo", "undo.new", "unfinished"):
            remove_if_there(os.path.join(self.old_folder, name))
        if os.path.isdir(self.old_folder):
            os.rmdir(self.old_folder)

    def remove(self):
        """Leaves no notes: everything is as it was."""
        remove_if_there(self.path)


def remove_if_there(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
