"""Installs the modules, maps ports, addresses and interfaces to their types, and labels files.

What was there is noted before it is changed. So a run that is interrupted, wherever, is finished by
running this again, or undone by uninstall.py.
"""

import sys

import mappings
import modules
import relabel
from notes import Notes
from settings import COMMAND
from store import Module, open_store

# What is said to who has installed the modules.
UNDO = "apt-get purge peercon-selinux" if modules.PACKED else "make -C policy uninstall"


def install(settings):
    """Installs. Returns the exit status. Raises Refused before anything is changed, or where a step fails."""
    wanted = mappings.wanted(settings)
    store = open_store(settings)
    notes = Notes(settings)
    present = store.modules()
    new = {Module(settings.priority, name) for name in modules.names()}
    own = modules.own(present, settings.priority, notes.modules)
    changed = changed_modules(store, notes, own, new)
    dropped = own - new
    contents = [modules.built_contents(module) for module in sorted(new)]
    types = set().union(*(each.types for each in contents))
    made = store.mappings()

    gone = Gone(store, settings, present, own, contents) if changed or dropped else None
    back = mappings.given_back(made, gone.types, notes.undo, {}) if gone else {}
    kept = {**made, **back}
    kept = {key: mapping for key, mapping in kept.items() if mapping}
    add, news = plan(settings, store, wanted, kept, back)
    news = lost_news(made, back, wanted) + news

    if not changed and not dropped and not add:
        notes_of_old_release(notes, own)
        return label(settings, contents, types, made, "The modules are installed: nothing to do.")

    notes.modules = own | new
    for key in add:
        # What is mapped to a type of ours was noted when it was.
        if key not in back:
            notes.undo[key] = made.get(key)
    with notes.change():
        if gone:
            gone.give_back(settings, store, made, back)
        if changed or dropped:
            print("Installing", *sorted(module.name for module in changed), "...", flush=True)
            if dropped:
                print("Removing", *sorted(module.name for module in dropped), "...", flush=True)
            store.change_modules(dropped, changed, modules.FOLDER, modules.ENDING)
        if add:
            known = store.known_ports()
            store.map([mapping.add("-m" if key in kept or key in known else "-a") for key, mapping in add.items()])
        for line in news:
            print(line)
        notes.modules = new
        status = label(
            settings, contents, types, made, f"Installed. '{UNDO}' leaves this host as it was."
        )
    return status


def changed_modules(store, notes, own, new):
    """Gives the Modules that are not installed as they are built."""
    # What an interrupted run has left may be in the store of the policy, and not in the kernel.
    if not notes.is_finished:
        return new
    installed = store.extract(own & new, "hll")
    return {module for module in new if installed.get(module) != modules.built(module)}


class Gone:
    """What goes with modules that are replaced: types that were renamed or are not needed any more."""

    def __init__(self, store, settings, present, own, contents):
        """Raises Refused where another module needs them."""
        old = modules.installed_contents(store, own)
        others = {each for each in present - own if each.priority != modules.DISTRIBUTION}
        others = modules.installed_contents(store, others)
        names, self.types = modules.leaving(old.values(), [*contents, *others.values()])
        self.paths = modules.paths(old.values())
        modules.check_users(names, others)

    def give_back(self, settings, store, made, back):
        """Leaves no mapping and no file with one of the types: with them no policy could be built, and the
        files' levels would be lost."""
        if not self.types:
            return
        customized = {made[key].key.split(" ", 2)[2] for key in back if made[key].kind == "fcontext"}
        relabel.release(settings, self.paths | customized, self.types)
        if back:
            store.map([mappings.change(key, before, made) for key, before in back.items()])


def plan(settings, store, wanted, made, moving):
    """Gives the Mappings to make, by key, and what to say of each. What is left as it is, is said.

    made: the mappings there are, by key
    moving: keys that were mapped to a type of ours before
    """
    add, news = {}, []
    known = None
    for key, mapping in wanted.items():
        other = made.get(key)
        if other and other.type == mapping.type:
            continue
        # What the policy itself has is asked for only if it matters, for it takes a while.
        if not other and mapping.kind == "port":
            known = store.known_ports() if known is None else known
            if known.get(key) == mapping.type and key not in moving:
                continue
        around = mappings.range_around(key, made)
        if around:
            left(f"{key} is left as it is: somebody has mapped {around.key} to {around.type}")
            left(f"    To map it: semanage {around.delete()}; {COMMAND} install")
            continue
        if other and not settings.is_forced and key not in moving:
            left(f"{key} is left as it is: somebody has mapped it to {other.type}")
            left(f"    To map it to {mapping.type} until it is uninstalled: FORCE=1 {COMMAND} install")
            continue
        add[key] = mapping
        news.append(f"{key} is now {mapping.type}{f', and was {other.type}' if other else ''}")
    return add, news


def left(line):
    print(line if line.startswith(" ") else f"peercon: {line}", file=sys.stderr)


def lost_news(made, back, wanted):
    """Gives what to say of mappings whose type is gone."""
    return [
        f"{key} is {before.type} again" if before else f"{key} is no longer {made[key].type}"
        for key, before in back.items()
        if key not in wanted
    ]


def notes_of_old_release(notes, own):
    """Notes which modules are installed where a release has done it that did not."""
    if notes.modules != own:
        notes.modules = own
        notes.write()


def label(settings, contents, types, made, success):
    """Labels files, and says `success` if all are as the modules have it. Returns the exit status."""
    count, problems = relabel.restore(settings, modules.paths(contents), types, made)
    if count:
        print(files_have(count))
    for line in problems:
        left(line)
    if problems:
        print("peercon: the modules are installed, and not all files have their types", file=sys.stderr)
        return 1
    print(success)
    return 0


def files_have(count):
    return "1 file has its type." if count == 1 else f"{count} files have their types."
