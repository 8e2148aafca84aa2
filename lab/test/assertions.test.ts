// What must never be allowed is asked of the policy that the guest's kernel has loaded, so that the
// distribution's own rules, for every domain or daemon, count as well.
import * as assert from 'uvu/assert';
import { POLICIES } from '../src/policies.ts';
import { scenario } from '../src/scenario.ts';
import {
	ASSERTIONS,
	ATTRIBUTES,
	EXCEPTIONS,
	exceptionsOf,
	found,
	rulesOf,
	SEARCHES,
} from './never.ts';

for (const policy of POLICIES) {
	const assertions = scenario(`what must never be allowed: the ${policy} policy`, policy);

	assertions('should be allowed by no rule', async (guest) => {
		const rules = {
			ours: rulesOf(await guest.must(SEARCHES.ours)),
			entering: rulesOf(await guest.must(SEARCHES.entering)),
		};
		for (const assertion of ASSERTIONS) {
			const { they, search = 'ours', only } = assertion;
			assert.equal(found(rules[search], assertion), [...only].sort(), `they ${they}`);
		}
	});

	assertions('should be exempt from no constraint unseen', async (guest) => {
		assert.equal(exceptionsOf(await guest.must(ATTRIBUTES)), EXCEPTIONS[policy]);
	});

	assertions.run();
}
