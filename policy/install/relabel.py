"""Gives files the types that the modules have for them, and takes these away. Their levels stay."""

import re

import contexts
import labels
from errors import printable
from labels import type_of, with_type
from settings import COMMAND


def restore(settings, patterns, types, made):
    """Labels what the policy has types of the modules' for, and compares.

    Returns how many files were labeled, and what is not as the modules have it: lines to be shown.
    """
    count, problems = 0, []
    policy = contexts.present(settings)
    aliases = contexts.aliases(settings)
    with contexts.without(settings, local=False) as module:
        for file in files(settings, patterns):
            mode = file.status().st_mode
            says = policy.lookup(file.path, mode)
            should = module.lookup(file.path, mode)
            if not should or type_of(should) not in types:
                continue
            if not says or type_of(says) != type_of(should):
                problems += differs(file, says, should, made, aliases)
            changed, problem = give(settings, file, says or should)
            count += changed
            problems += problem
    return count, problems


def give(settings, file, says):
    """Gives a file its type. Returns whether that was a change, and lines with what is wrong."""
    has = file.context()
    path = printable(file.path)
    if has and type_of(has) == type_of(says):
        return False, []
    if has is None and settings.is_image:
        new = says
    elif has is None or type_of(has) == labels.LOST:
        # The label is there, and has a type that no policy has, or it is not. In either case nobody knows
        # the level of what is in the file.
        return False, [f"{path} has lost its label, and so its level; to give it that of the policy: restorecon -F"]
    elif file.has_other_names():
        return False, [f"{path} is left as it is ({has}): it has other names, and others may write to its folder"]
    else:
        new = with_type(has, type_of(says))
    try:
        file.label(new)
    except OSError as error:
        return False, [f"{path} is not {type_of(says)}: {error.strerror}"]
    return True, []


def differs(file, says, should, made, aliases):
    """Says that a customization keeps a file from the type that the module has for it."""
    says = type_of(says) if says else "no label"
    yield f"{printable(file.path)} is to be {type_of(should)}, and somebody has it labeled {says}"
    for mapping in made.values():
        if mapping.kind != "fcontext" or mapping.type == type_of(should):
            continue
        pattern = mapping.key.split(" ", 2)[2]
        if any(re.fullmatch(pattern, each) for each in contexts.spellings(file.path, aliases)):
            yield f"    To take that away: semanage {mapping.delete()}; {COMMAND} install"


def release(settings, patterns, types):
    """Gives what has one of these types the one that the policy has without them: before they go.

    What loses its type loses its level with it. Returns how many files were labeled.
    """
    count = 0
    with contexts.without(settings, types) as rest:
        for file in files(settings, patterns):
            has = file.context()
            if not has or type_of(has) not in types:
                continue
            says = rest.lookup(file.path, file.status().st_mode)
            # Where the policy has nothing, as in /run, it is what a new file would get.
            file.label(with_type(has, type_of(says or file.folder.context())))
            count += 1
    return count


def lost(settings, patterns):
    """Gives the paths of files whose label no policy knows."""
    # Where SELinux is off files may have none at all: whoever turns it on has them all labeled.
    unlabeled = "" if settings.is_image else labels.LOST
    return [
        printable(file.path)
        for file in files(settings, patterns)
        if type_of(file.context() or f"::{unlabeled}") == labels.LOST
    ]


def files(settings, patterns):
    """Gives each File that patterns of .fc files may be about."""
    for place in labels.places(patterns, contexts.aliases(settings)):
        yield from labels.files(settings.root, place, lambda file: not takes_labels(settings, file))


def takes_labels(settings, file):
    # What takes none has one for all its files, from whoever mounted it: restorecon(8) leaves it, too.
    return settings.is_image or labels.has_labels(file)
