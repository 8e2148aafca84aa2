// Commands that people paste with what they print, which may name what begins a record.

/** Programs that look for records, with a word behind them that a record begins with: `grep type=AVC`. */
const LOOKS_FOR_RECORDS =
	/(?:^|[\s#$>|`'"(])(?:[ef]?grep|zgrep|rg|awk|sed|ausearch|journalctl|dmesg|tail|less)\s[^{}]*?(?:\bavc:|\btype=(?:(?:USER_)?AVC|1400|1107)\b)/;
/** Nobody types more. */
const LONGEST_COMMAND = 512;
/** What a record has as well. */
const RECORD = /\{|\baudit\(|\bscontext=/;

/**
 * Whether a line is a command that looks for records, and none itself.
 *
 * @param line - a plain line
 */
export function isCommandLine(line: string): boolean {
	return line.length <= LONGEST_COMMAND && !RECORD.test(line) && LOOKS_FOR_RECORDS.test(line);
}
