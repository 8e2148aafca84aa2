import type { Test } from 'uvu';

/**
 * Declares a test that needs something of this machine. Where that is missing the test is counted as
 * skipped, and a line says why.
 *
 * @param reason - what is missing, or undefined if nothing is
 * @returns a function to declare the test with
 */
export function skipUnless<Context>(
	suite: Test<Context>,
	reason: string | undefined,
): (name: string, test: Parameters<Test<Context>>[1]) => void {
	return (name, test) => {
		if (reason === undefined) {
			suite(name, test);
		} else {
			suite.skip(name, test);
			console.log(`skipped: ${name}: ${reason}`);
		}
	};
}
