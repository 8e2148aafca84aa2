"""Which context a policy has for a path: its file_contexts, asked through libselinux."""

import os
import tempfile
from contextlib import contextmanager

import selinux

# What file_contexts is read with: aliases of paths, homes, and what was customized with semanage(8).
LOCAL = ".local"
BESIDE = (".subs_dist", ".subs", ".homedirs", LOCAL)


class Contexts:
    def __init__(self, path):
        option = selinux.selinux_opt()
        option.type = selinux.SELABEL_OPT_PATH
        option.value = path
        self._handle = selinux.selabel_open(selinux.SELABEL_CTX_FILE, option, 1)

    def lookup(self, path, mode):
        """Gives the context for a path of a file with this st_mode, or None where none is to be given."""
        # The bindings take text alone. No pattern tells one byte from another that is no text.
        text = path.encode(errors="replace").decode()
        try:
            return selinux.selabel_lookup_raw(self._handle, text, mode)[1]
        except FileNotFoundError:
            return None


def present(settings):
    """Gives the Contexts of the policy as it is, with what was customized."""
    return Contexts(os.path.join(settings.contexts, "file_contexts"))


@contextmanager
def without(settings, types=(), local=True):
    """Gives the Contexts that the policy has without lines for some types, and without what was customized
    unless `local`."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", *BESIDE):
            source = os.path.join(settings.contexts, f"file_contexts{suffix}")
            if os.path.exists(source) and (local or suffix != LOCAL):
                with open(source) as lines, open(os.path.join(folder, f"file_contexts{suffix}"), "w") as copy:
                    copy.writelines(line for line in lines if not names_type(line, types))
        yield Contexts(os.path.join(folder, "file_contexts"))


def names_type(line, types):
    """Whether a line of file_contexts gives one of these types."""
    parts = line.split()
    context = parts[-1].split(":") if parts else []
    return len(context) > 2 and context[2] in types


def aliases(settings):
    """Gives pairs of a path and the one that it is looked up as: file_contexts.subs(5)."""
    found = []
    for suffix in (".subs_dist", ".subs"):
        try:
            with open(os.path.join(settings.contexts, f"file_contexts{suffix}")) as file:
                found += [tuple(line.split()[:2]) for line in file if line.strip() and line[0] != "#"]
        except FileNotFoundError:
            continue
    return found


def spellings(path, aliases):
    """Gives the paths that a path may be looked up as."""
    yield path
    for alias, original in aliases:
        if path.startswith(f"{alias}/"):
            yield original + path[len(alias) :]
