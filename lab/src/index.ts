// What bench, `npm start` and the tests of other folders take from the lab: a guest, what it recorded, and
// what its disk is made of.

export { type Denial, denialText, isContext, parseDenials, READ_LOG } from './denials.ts';
export { engineText } from './engines/choose.ts';
export { LabError } from './errors.ts';
export type { DenialEvidence, Evidence, GuestEvidence } from './evidence.ts';
export { Guest, type Running, type RunOptions } from './guest.ts';
export { hostAsRoot } from './host.ts';
export type { HostsPlan } from './hosts/plan.ts';
export { startHosts } from './hosts/start-hosts.ts';
export { unpackBase } from './image/base.ts';
export { debianPackages } from './image/debian-packages.ts';
export { installPackages } from './image/packages.ts';
export { folderOf, stage } from './image/stage.ts';
export { BASE, policyStage } from './image/stages.ts';
export { hasTerminal, interactive } from './interactive.ts';
export { ROOT } from './paths.ts';
export { padPayload } from './payload.ts';
export type { Policy } from './policies.ts';
export { shellWord } from './shell-word.ts';
export { type OwnGuest, type StartOptions, startGuest } from './start.ts';
export { MachineTerminals, type Terminals } from './terminals.ts';
