import type { WorkerSettings } from '../channel/settings.ts';
import type { Connection } from './handover.ts';

/** How a worker is started. */
export interface WorkerCommand {
	/** What is executed in place of node: its file's label gives the worker its type. */
	exec: string;
	/** The absolute path of the module that serves connections. */
	module: string;
	/** How long it may take to be ready, in milliseconds. */
	startTimeout: number;
	/** How long it may leave a connection untaken, in milliseconds. */
	hangTimeout: number;
	/** How many descriptors may be under way to it. */
	inFlight: number;
	/** How many lines of it are logged in a second. */
	linesPerSecond: number;
	/** What it is told, and held to. */
	settings: WorkerSettings;
}

/** Why a worker ended, for people, and what it leaves behind. */
export interface WorkerEnd {
	reason: string;
	/** The system error, if it could not be started. */
	error?: NodeJS.ErrnoException;
	/** Connections that it was to have and did not take. */
	left: Connection[];
}

export interface WorkerListener {
	/** It has loaded its module and takes connections. */
	onReady(): void;
	/** It has taken connections, of which the super-server has no descriptor any more. */
	onTook(count: number): void;
	/** The kernel kept these connections' descriptors from it. They are the super-server's again. */
	onWithheld(connections: Connection[]): void;
	/** No descriptor can be passed to it now: this user has too many under way. */
	onCrowded(): void;
	/** A line that it has written. */
	onOutput(text: string): void;
	/** It has written lines beyond those that are logged. */
	onDropped(lines: number): void;
	/** It is gone. Called once, also if it could not be started. */
	onEnd(end: WorkerEnd): void;
}
