// The commands that `peercon explain` prints, and of what form they are.
import { explain } from '../../../packages/explain/src/explain.ts';
import { pastedAnswers } from '../../../packages/explain/src/layer/pasted.ts';
import { toldByPrograms } from '../../../packages/explain/src/told-by-program.ts';
import { readRecords } from '../../../packages/records/src/index.ts';

/** The commands that are printed for a text: of its records, or where it has none of its messages, or of what programs say. */
export function commandsFor(text: string): string[] {
	const log = readRecords(text);
	const pasted = pastedAnswers(log);
	const said =
		log.records.length > 0
			? log.records.map((record) =>
					explain(record, {
						answer: record.kind === 'access' ? pasted.get(record) : undefined,
						messages: log.messages,
					}),
				)
			: log.messages.map((message) => explain(message));
	const told = said.length === 0 ? toldByPrograms(log.lines) : [];
	return [
		...said.flatMap(({ remedies }) => remedies),
		...told.flatMap(({ advice }) => advice),
	].flatMap(({ kind, text: command }) =>
		(kind === 'command' || kind === 'mapping') && command ? [command] : [],
	);
}

/** Programs whose first words say what they do. */
const OF_SEVERAL_VERBS = /^(?:dnf|ip|netlabelctl|nft|semanage|systemctl|udevadm)$/;

/** What a command is made of: each program with its verbs and its options, without what they are about. */
export function formsOf(command: string): string[] {
	return command.split(/ (?:&&|\|\||\|) /).map((one) => {
		const [program = '', ...words] = one.split(' ');
		const operand = words.findIndex((word) => !/^(?:[a-z]+|-p)$/.test(word));
		const verbs = OF_SEVERAL_VERBS.test(program) ? words.splice(0, operand) : [];
		const options = words.filter((word) => /^-[^-]/.test(word));
		return [program.replace(/=.*/, '='), ...verbs, ...options].join(' ');
	});
}
