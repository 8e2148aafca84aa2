// A worker module of the older kind.
/** @type {import('node:http').RequestListener} */
exports.request = (_request, response) => response.end('CommonJS');
