// A worker's module by which it can be hung: for ever, from the moment its answer is sent.

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function request(request, response) {
	if (request.url === '/hang') response.on('finish', hang);
	response.end('Hello');
}

function hang() {
	for (;;);
}
