"""The labels of the files that the modules are about.

Some of their folders belong to those who are confined here, as /var/lib/mls-worker. Their owner may put
a link in a file's place at any moment, or a second name of somebody else's file. So nothing is done by a
path: each folder on the way is opened in the one before it, no link is followed, and what is asked and
what is labeled is the file that was opened.
"""

import os
import re
import stat
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache

LABEL = "security.selinux"

# The type of what has lost its own: the kernel's initial context for it.
LOST = "unlabeled_t"

# A tree that is deeper is no folder of the modules'. Each level takes a descriptor.
DEEPEST = 100


@dataclass(frozen=True)
class File:
    """A file that is open. `path` has the root folder as /, and is not to be opened."""

    path: str
    fd: int
    # The folder that it is in, as a File; None for the first.
    folder: object

    def status(self):
        return os.fstat(self.fd)

    def context(self):
        """Gives its context, or None."""
        try:
            return os.getxattr(self._itself(), LABEL).rstrip(b"\0").decode()
        except OSError:
            return None

    def label(self, context):
        """Raises OSError: another policy, no right, or a file system without labels."""
        os.setxattr(self._itself(), LABEL, context.encode() + b"\0")

    def _itself(self):
        # A descriptor that was opened with O_PATH takes no fsetxattr(2). This leads to what it has open,
        # be it a link, and no further: proc(5).
        return f"/proc/self/fd/{self.fd}"

    def has_other_names(self):
        """Whether it may be somebody else's file, with a second name in a folder of theirs."""
        status = self.status()
        folder = self.folder.status()
        is_roots = folder.st_uid == 0 and not folder.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        return not is_roots and not stat.S_ISDIR(status.st_mode) and status.st_nlink > 1


def type_of(context):
    return context.split(":")[2]


def with_type(context, type):
    """Gives a context with another type: its user, its role and its level stay."""
    user, role, _, *level = context.split(":", 3)
    return ":".join([user, role, type, *level])


def places(patterns, aliases):
    """Gives the paths at and below which files are that match patterns of .fc files."""
    found = set()
    for pattern in patterns:
        for place in literal_places(pattern):
            found.add(place)
            # file_contexts.subs(5): /usr/local/lib is looked up as /usr/lib.
            found.update(
                alias + place[len(original) :]
                for alias, original in aliases
                if place.startswith(f"{original}/") or place == original
            )
    # What is below another one comes with it.
    return sorted(each for each in found if not any(each.startswith(f"{other}/") for other in found))


def literal_places(pattern):
    """Gives the paths that a pattern begins with: before its first special character, a whole name."""
    optional = re.search(r"\(([\w/-]+)\)\?", pattern)
    if optional:
        before, after = pattern[: optional.start()], pattern[optional.end() :]
        yield from literal_places(before + after)
        yield from literal_places(before + optional[1] + after)
        return
    literal = re.match(r"(?:[^][()*+?^$|\\.{}]|\\.)*", pattern)[0]
    rest = pattern[len(literal) :]
    place = re.sub(r"\\(.)", r"\1", literal)
    # A folder with all that is in it, or a name that goes on.
    yield place if rest in ("", "(/.*)?") else os.path.dirname(place)


def files(root, place, skip=lambda file: False):
    """Gives each File at a place and below, the folders before what is in them; open until the next one.

    `skip` tells which not to look into. Nothing is given where there is no such place, or a link on the
    way to it.
    """
    with ExitStack() as opened:
        folder = None
        name, path = root, ""
        for next_name in [*place.strip("/").split("/"), None]:
            fd = open_in(folder, name)
            if fd is None:
                return
            opened.callback(os.close, fd)
            folder = File(path or "/", fd, folder)
            name, path = next_name, f"{path}/{next_name}"
        yield from below(folder, skip, 0)


def below(file, skip, depth):
    if skip(file):
        return
    yield file
    if depth == DEEPEST or not stat.S_ISDIR(file.status().st_mode):
        return
    for name in names(file):
        fd = open_in(file, name)
        if fd is not None:
            try:
                yield from below(File(os.path.join(file.path, name), fd, file), skip, depth + 1)
            finally:
                os.close(fd)


def open_in(folder, name):
    """Opens a name in a folder, whatever it is, or gives None where it is gone or is below a link."""
    try:
        return os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder and folder.fd)
    except (FileNotFoundError, NotADirectoryError):
        return None


def names(folder):
    fd = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder.fd)
    try:
        return sorted(os.listdir(fd))
    finally:
        os.close(fd)


def has_labels(file):
    """Whether its file system keeps a label for each file: mounts that do not have no `seclabel`.

    Nothing is asked of the file itself: a file system that somebody runs (fuse) need not answer.
    """
    with open(f"/proc/self/fdinfo/{file.fd}") as info:
        return mount_has_labels(re.search(r"^mnt_id:\s*(\d+)", info.read(), re.MULTILINE)[1])


@lru_cache
def mount_has_labels(mount):
    with open("/proc/self/mountinfo") as mounts:
        for line in mounts:
            if line.split(" ", 1)[0] == mount:
                return "seclabel" in re.split("[ ,\n]", line.rsplit(" - ", 1)[1])
    return True
