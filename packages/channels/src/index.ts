/** Echo over every channel that two processes can have on Linux. */
export { type ChannelClientOptions, echoOver } from './client.ts';
export type { Control, Kind, Serving } from './kind.ts';
export { KINDS, kindNamed } from './kinds.ts';
export type { Link, Service } from './link.ts';
export { type ChannelServerOptions, createChannelServer } from './server.ts';
