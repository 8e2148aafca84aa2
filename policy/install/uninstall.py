"""Removes the labels, the mappings and the modules, and gives back what others had mapped before.

Labels go first: with a file's type its level is lost. Then mappings: a policy with a mapping to a type
that is not there cannot be built. Run again, it goes on wherever it was interrupted.
"""

import sys

import mappings
import modules
import relabel
from install import files_have
from notes import Notes
from store import open_store


def uninstall(settings):
    """Uninstalls. Returns the exit status. Raises Refused before anything is changed, or where a step fails."""
    store = open_store(settings)
    notes = Notes(settings)
    present = store.modules()
    own = modules.own(present, settings.priority, notes.modules)
    if not own and not notes.exist:
        print("None of the modules is installed: nothing to do.")
        return 0
    contents = modules.installed_contents(store, own).values()
    others = {each for each in present - own if each.priority != modules.DISTRIBUTION}
    others = modules.installed_contents(store, others)
    names, types = modules.leaving(contents, others.values())
    modules.check_users(names, others)
    made = store.mappings()
    back = mappings.given_back(made, types, notes.undo, mappings.wanted(settings))
    paths = modules.paths(contents) | {
        made[key].key.split(" ", 2)[2] for key in back if made[key].kind == "fcontext"
    }

    with notes.change():
        count = relabel.release(settings, paths, types)
        if count:
            print(files_have(count))
        if back:
            store.map([mappings.change(key, before, made) for key, before in back.items()])
        for line in sorted(said(made, back, notes.undo)):
            print(line)
        if own:
            print("Removing", *sorted(module.name for module in own), "...", flush=True)
            store.change_modules(own, set(), modules.FOLDER, modules.ENDING)
        else:
            # They are not in the policy's store any more; that they are in the kernel's policy may be.
            store.build()
    notes.remove()
    lost = relabel.lost(settings, paths)
    for path in lost:
        print(f"peercon: {path} has lost its label: it was made while the modules went", file=sys.stderr)
    print("Uninstalled.")
    return 1 if lost else 0


def said(made, back, undo):
    """Gives a line for each mapping that is given back, or is not."""
    for key, before in back.items():
        yield f"{key} is {before.type} again" if before else f"{key} is no longer {made[key].type}"
    for key, before in undo.items():
        if key not in back and key in made and made[key] != before:
            yield f"{key} is left as it is: somebody has mapped it to {made[key].type} since"
