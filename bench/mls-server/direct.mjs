#!/usr/bin/env node
// A worker module of mls-server as a server of its own, as Node's documentation has it.
//
// usage: node direct.mjs PORT MODULE
import http from 'node:http';
import net from 'node:net';

const [port, path] = process.argv.slice(2);
const { connection, request } = await import(String(path));
const server = connection
	? net.createServer({ noDelay: true }, (socket) => {
			socket.on('error', () => {});
			connection(socket);
		})
	: http.createServer(request);
server.listen({ port: Number(port), backlog: 4096 });
