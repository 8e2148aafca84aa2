import type { IncomingMessage, ServerResponse } from 'node:http';

// The worker module that is used where none is named: the one of Ted Toth's article.

/** Answers every request with a greeting and the worker's process id. */
export function request(_request: IncomingMessage, response: ServerResponse): void {
	response.setHeader('Content-Type', 'text/plain');
	response.end(`Hello, world! (pid ${process.pid})\n`);
}
