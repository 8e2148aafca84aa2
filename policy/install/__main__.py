"""Installs the policy modules and takes them out again: `python3 -IB install COMMAND`.

COMMAND is install, uninstall, files, or missing NEED... What else there is to say, make's variables
say (settings.py). The exit status is 0 where all is as it should be.

The programs that come with SELinux do the work on the policy: semodule(8) and semanage(8). Each of
them runs in a domain of its own that may write there; the one that this program runs in need not. On
an MLS host it is secadm_t, which may not. Of what semanage itself needs, libselinux's bindings for
Python are used, to ask which context the policy has for a path.
"""

import sys

from errors import Refused, printable


def main(command, *arguments):
    """Runs a command and gives its exit status."""
    if command == "missing":
        from missing import say_missing

        return say_missing(arguments)
    if command == "files":
        from packaging_files import write_files

        return write_files()
    from install import install
    from settings import from_make
    from uninstall import uninstall

    return {"install": install, "uninstall": uninstall}[command](from_make())


if __name__ == "__main__":
    try:
        status = main(*sys.argv[1:])
    except Refused as refused:
        for line in refused.lines:
            print(f"peercon: {line}", file=sys.stderr)
        status = 1
    except OSError as error:
        print(f"peercon: {printable(str(error))}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)
