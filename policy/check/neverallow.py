#!/usr/bin/env python3
"""Asks a policy what check/neverallow has: neverallow.py [--exact] POLICY, a file such as /sys/fs/selinux/policy or policy.33.

What is on the list and not in the policy is told, and no failure but with --exact: other base policies have
less, and the list is to have no more than the lab's. Uses sesearch(1) and seinfo(1), of setools.
"""

import os
import re
import subprocess
import sys

LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "neverallow")

RULE = re.compile(r"allow (\S+) (\S+):(\w+) (\w+|\{.*?\});(?: (\[.*))?")

# Attributes that the constraints of each kind of policy are about.
EXEMPT = {"mcs": re.compile("mcs"), "mls": re.compile("mls(?!_server_)|priv")}


def read_list():
    """Gives the domains, what types are called, the exempt ones and the assertions."""
    domains, names, exempt, assertions = [], {}, {}, []
    with open(LIST, encoding="utf-8") as lines:
        for line in lines:
            word, _, rest = line.strip().partition(" ")
            if word == "they":
                assertions.append({"they": rest, "search": "ours", "but": [], "about": []})
            elif word == "domains":
                domains = rest.split()
            elif word == "called":
                name, called = rest.split()
                names[called] = name
            elif word == "exempt":
                kind, name, *attributes = rest.split()
                exempt.setdefault(kind, {})[name] = attributes
            elif word == "search":
                assertions[-1]["search"] = rest
            elif word == "but":
                assertions[-1]["but"].append(rest)
            elif word and not word.startswith("#"):
                assertions[-1]["about"].append((word, rest.split()))
    return domains, names, exempt, assertions


def ask(*command):
    """Runs a program of setools, and gives what it prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def rules_of(output, names):
    """Reads what sesearch has printed."""
    for line in output.splitlines():
        match = RULE.fullmatch(line.strip())
        if match:
            source, target, object_class, permissions, when = match.groups()
            yield {
                "source": names.get(source, source),
                "target": names.get(target, target),
                "class": object_class,
                "permission": permissions.strip("{}").split(),
                "when": when or "",
            }


def is_about(rule, about):
    """Whether an assertion is about a rule."""
    for field, words in about:
        if (field, words) == ("target", ["other"]):
            if rule["source"] == rule["target"]:
                return False
        elif field == "not":
            if re.fullmatch(" ".join(words), f"{rule['source']} {rule['target']}:{rule['class']}"):
                return False
        elif field == "without":
            if set(words) & set(rule["permission"]):
                return False
        elif field == "permission":
            if not set(words) & set(rule["permission"]):
                return False
        elif not any(re.fullmatch(word, rule[field]) for word in words):
            return False
    return True


def attributes_of(domains, kind, policy):
    """Gives the attributes of each domain that exempt it from constraints."""
    found = {}
    for domain in domains:
        shown = ask("seinfo", policy, "-x", "-t", f"{domain}_t")
        match = re.search(r"^ *type (\w+)(?: alias .*?)?, (.*);$", shown, re.MULTILINE)
        exempt = sorted(each for each in match.group(2).split(", ") if EXEMPT[kind].match(each)) if match else []
        if exempt:
            found[f"{domain}_t"] = exempt
    return found


def check(policy, exact):
    """Prints what a policy has and should not, and what it has not and should. Gives whether it is as it should be."""
    domains, names, exempt, assertions = read_list()
    programs = "(" + "|".join(domains) + ")"
    rules = {
        "ours": ask("sesearch", "-A", "-rs", "-s", f"^{programs}_t$", policy),
        "entering": ask(
            "sesearch", "-A", "-rt", "-t", f"^{programs}_(exec_)?t$", "-p", "transition,dyntransition,entrypoint", policy
        ),
    }
    if not rules["ours"].strip():
        sys.exit(f"peercon: {policy} has none of the domains that check/neverallow is about")
    is_mls = ask("seinfo", policy, "--sensitivity").count("\n   s") > 1
    good = True

    def compare(they, found, wanted):
        nonlocal good
        more, less = sorted(found - wanted), sorted(wanted - found)
        fails = more or (exact and less)
        good = good and not fails
        print(f"{'FAILS' if fails else 'holds'}  They {they}.")
        for mark, lines in (("allowed:", more), ("not there:", less)):
            for line in lines:
                print(f"       {mark} {line}")

    for assertion in assertions:
        found = {
            f"{rule['source']} {rule['target']}:{rule['class']} {rule['when']}".strip()
            for rule in rules_of(rules[assertion["search"]], names)
            if is_about(rule, assertion["about"])
        }
        compare(assertion["they"], found, set(assertion["but"]))

    def lines(attributes):
        return {f"{name}: {', '.join(each)}" for name, each in attributes.items()}

    kind = "mls" if is_mls else "mcs"
    compare(
        f"are exempt from no constraint of {kind.upper()} unseen",
        lines(attributes_of(domains, kind, policy)),
        lines(exempt.get(kind, {})),
    )
    return good


def main():
    """The command line."""
    exact, policies = "--exact" in sys.argv, [each for each in sys.argv[1:] if each != "--exact"]
    if len(policies) != 1:
        sys.exit("usage: neverallow.py [--exact] POLICY")
    try:
        good = check(policies[0], exact)
    except FileNotFoundError as error:
        sys.exit(f"peercon: {error.filename} is missing: apt-get install setools, or dnf install setools-console")
    except subprocess.CalledProcessError as error:
        sys.exit(f"peercon: {(error.stdout + error.stderr).strip() or error}")
    sys.exit(0 if good else 1)


main()
