"""Reads modules in CIL, the language that every module is translated to before it is linked."""

import re
from dataclasses import dataclass, field

# A comment, a string (it has no escapes), a bracket, or a word.
TOKENS = re.compile(r';[^\n]*|"[^"]*"|[()]|[^\s()";]+')

# The statements that declare a name, which the module takes along when it goes.
DECLARATIONS = {
    "attribute_role", "boolean", "role", "roleattribute", "tunable", "type", "typealias",
    "typeattribute",
}  # fmt: skip

# Every module that was compiled from a .te file declares this one, for what it requires.
REQUIRED = "cil_gen_require"


@dataclass
class Contents:
    """What a module declares; what it cannot be linked without; and whose files it labels."""

    declared: set = field(default_factory=set)
    types: set = field(default_factory=set)
    used: set = field(default_factory=set)
    # The regular expressions of its .fc file.
    paths: list = field(default_factory=list)


def read(text):
    """Gives the Contents of a module."""
    contents = Contents()
    for statement in parse(text):
        look_at(statement, contents)
    contents.declared.discard(REQUIRED)
    contents.used -= contents.declared
    return contents


def look_at(statement, contents):
    keyword = statement[0] if statement else None
    if keyword in DECLARATIONS:
        contents.declared.add(statement[1])
        if keyword == "type":
            contents.types.add(statement[1])
    elif keyword == "filecon":
        contents.paths.append(statement[1].strip('"'))
    # An optional block whose names are not there is left out, and nothing fails.
    if keyword == "optional":
        return
    contents.used.update(words(statement[1:]))


def words(statement):
    for each in statement:
        if isinstance(each, list):
            yield from words(each)
        else:
            yield each


def parse(text):
    """Gives the statements, each a list of words and lists."""
    stack = [[]]
    for token in TOKENS.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        elif not token.startswith(";"):
            stack[-1].append(token)
    return stack[0]
