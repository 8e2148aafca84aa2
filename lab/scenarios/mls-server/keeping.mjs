// A worker's module that does what a worker of its own type has no rule for: it writes a worker's file.
import { writeFileSync } from 'node:fs';

/**
 * @param {import('node:http').IncomingMessage} _request
 * @param {import('node:http').ServerResponse} response
 */
export function request(_request, response) {
	response.end(outcome());
}

function outcome() {
	try {
		writeFileSync('/var/lib/mls-worker/kept', '');
		return 'written';
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code;
	}
}
