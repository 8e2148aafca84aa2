"""Prints what a policy lets domains do, as JSON.

allowed.py POLICY DOMAIN...: a binary policy, and types. Each rule is told as the policy has it, with an
attribute where it has one, and the members of each attribute once; without a domain, every attribute's. A rule under a condition counts as
the booleans are in the policy.
"""

import json
import sys

import setools


def is_in_effect(rule):
    try:
        condition = rule.conditional
        on = rule.conditional_block
    except setools.exception.RuleNotConditional:
        return True
    state = {boolean: boolean.state for boolean in condition.booleans}
    return condition.evaluate(**{b.name: s for b, s in state.items()}) == on


def members(names):
    if isinstance(names, setools.TypeAttribute):
        return [str(each) for each in names.expand()]
    return None


policy = setools.SELinuxPolicy(sys.argv[1])
rules = []
attributes = {}
for domain in sys.argv[2:]:
    query = setools.TERuleQuery(
        policy, ruletype=["allow"], source=domain, source_indirect=True
    )
    for rule in query.results():
        if not is_in_effect(rule):
            continue
        target = members(rule.target)
        if target is not None:
            attributes[str(rule.target)] = target
        rules.append(
            {
                "domain": domain,
                "source": str(rule.source),
                "target": str(rule.target),
                "class": str(rule.tclass),
                "permissions": sorted(rule.perms),
            }
        )
if not sys.argv[2:]:
    attributes = {str(each): members(each) for each in policy.typeattributes()}
json.dump({"rules": rules, "attributes": attributes}, sys.stdout)
