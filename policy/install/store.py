"""The policy's store: its modules and what has been mapped, of the running host or of an image."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass

import local_files
import mappings
from errors import Refused
from labels import LABEL, with_type

# The file whose presence keeps `semodule -DB`: a policy without dontaudit rules.
WITHOUT_DONTAUDIT = "disable_dontaudit"


@dataclass(frozen=True, order=True)
class Module:
    priority: int
    name: str


def open_store(settings):
    """Gives the store of the settings' host or image."""
    return Image(settings) if settings.is_image else Host(settings)


class Host:
    """That of the running host. What is changed is loaded into its kernel."""

    semodule = ("semodule",)

    def __init__(self, settings):
        self.settings = settings

    def modules(self):
        """Gives the Modules that are installed, whoever has installed them."""
        listed = run(*self.semodule, "--list-modules=full").splitlines()
        return {Module(int(line.split()[0]), line.split()[1]) for line in listed}

    def extract(self, modules, form):
        """Gives the bytes of each Module: in the form `hll`, as it was built, or in `cil`."""
        found = {}
        for priority in sorted({module.priority for module in modules}):
            some = [module for module in modules if module.priority == priority]
            with tempfile.TemporaryDirectory() as folder:
                names = [f"--extract={module.name}" for module in some]
                with writable_by_semodule(folder):
                    run(*self.semodule, f"--priority={priority}", f"--{form}", *names, cwd=folder)
                for module in some:
                    found[module] = extracted(folder, module.name, form)
        return found

    def change_modules(self, remove, install, folder, ending):
        """Removes Modules and installs others, NAME and `ending` in `folder`: all of them, or nothing changes."""
        arguments = []
        for module in sorted(remove):
            arguments += [f"--priority={module.priority}", f"--remove={module.name}"]
        for module in sorted(install):
            arguments += [f"--priority={module.priority}", f"--install={module.name}{ending}"]
        run(*self.semodule, *arguments, cwd=folder)

    def build(self):
        """Builds the policy from what is in the store, and loads it."""
        # Of all that semodule does, --build alone turns dontaudit rules on again.
        path = os.path.join(self.settings.store, WITHOUT_DONTAUDIT)
        kept = ["--disable_dontaudit"] if os.path.exists(path) else []
        run(*self.semodule, "--build", *kept)

    def mappings(self):
        """Gives the Mappings, by key, that have been made on this host, not by the policy itself."""
        return mappings.from_commands(run("semanage", "export").splitlines())

    def known_ports(self):
        """Gives KEY: TYPE for every port, as the policy itself has it where nobody has mapped it."""
        return mappings.from_port_list(run("semanage", "port", "--list", "--noheading").splitlines())

    def map(self, commands):
        """Changes mappings: all of them, or none."""
        run("semanage", "import", given="".join(f"{command}\n" for command in commands))


class Image(Host):
    """That of an image or of a folder for chroot(1). Nothing of it is loaded, and nothing runs there.

    semanage(8) knows the running host alone, so what it would write is written here.
    """

    def __init__(self, settings):
        super().__init__(settings)
        self.semodule = ("semodule", f"--path={settings.root}", f"--store={settings.policy}", "--noreload")

    def mappings(self):
        return local_files.read(self.settings.store)

    def known_ports(self):
        return {}

    def map(self, commands):
        local_files.write(self.settings.store, mappings.from_commands(commands))
        self.build()


@contextmanager
def writable_by_semodule(folder):
    """Lets semodule(8) write to a folder of this program's: its domain makes files in folders like /tmp
    alone. What it has made there is this program's afterwards: secadm_t may not even read it before."""
    if not os.path.exists("/sys/fs/selinux/enforce"):
        yield
        return
    label = os.getxattr(folder, LABEL)
    os.setxattr(folder, LABEL, with_type(label.decode(), "tmp_t").encode())
    try:
        yield
    finally:
        for path in (folder, *(os.path.join(folder, name) for name in os.listdir(folder))):
            os.setxattr(path, LABEL, label)


def extracted(folder, name, form):
    # What was installed as CIL has no other form.
    for suffix in ("pp", "cil") if form == "hll" else ("cil",):
        try:
            with open(os.path.join(folder, f"{name}.{suffix}"), "rb") as file:
                return file.read()
        except FileNotFoundError:
            continue
    return b""


def run(*command, given="", cwd=None):
    """Runs a command and gives what it writes to stdout. Raises Refused, with all it says, if it fails."""
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, errors="replace", cwd=cwd, check=False
    )
    if done.returncode != 0:
        raise Refused(*done.stderr.splitlines(), f"{' '.join(command[:2])} failed ({done.returncode})")
    return done.stdout
