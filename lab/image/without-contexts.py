"""Takes labels out of a policy's own modules, where somebody's modules have others for the same files.

without-contexts.py MODULES FOLDER...: the folder of a policy's modules, such as
/var/lib/selinux/default/active/modules, and those of somebody's, which have the same NAME.mod.fc. A module
of the policy's whose lines stand in the way is written into each without them, as NAME.cil, to be installed
beside theirs: semodule(8) takes one label for a path, and says "Problems processing filecon rules" of two.
"""

import bz2
import pathlib
import re
import sys

# file_contexts(5), and what CIL's filecon calls the same kinds of files.
KINDS = {
    "--": "file",
    "-d": "dir",
    "-c": "char",
    "-b": "block",
    "-s": "socket",
    "-p": "pipe",
    "-l": "symlink",
}

FILECON = re.compile(r'^\(filecon "(?P<path>[^"]*)" (?P<kind>\w+) .*\)\n', re.MULTILINE)


def labeled(text):
    """The paths and kinds of files that a .fc file has labels for."""
    for line in text.splitlines():
        words = line.split()
        if words and words[0].startswith("/"):
            yield words[0], KINDS.get(words[1], "any")


def cil_of(module):
    """A module of the store, which is compressed or not: bzip-small in semanage.conf(5)."""
    data = (module / "cil").read_bytes()
    return (bz2.decompress(data) if data.startswith(b"BZh") else data).decode()


store, folder, *others = map(pathlib.Path, sys.argv[1:])
contexts = list(folder.glob("*.mod.fc"))
own = {path.name.removesuffix(".mod.fc") for path in contexts} | {
    path.stem for path in folder.glob("*.cil")
}
taken = {each for path in contexts for each in labeled(path.read_text())}
for module in sorted(
    path.parent for path in store.glob("*/*/cil")
):  # those that are disabled have none
    if module.name in own:
        continue
    text = cil_of(module)
    without = FILECON.sub(
        lambda match: "" if (match["path"], match["kind"]) in taken else match[0], text
    )
    if without != text:
        for each in [folder, *others]:
            (each / f"{module.name}.cil").write_text(without)
