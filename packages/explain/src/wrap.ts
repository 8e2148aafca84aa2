/** How wide the text for people is, in columns. */
const WIDTH = 80;

/**
 * Breaks text between words.
 *
 * @param indent - the spaces before each line
 * @returns lines of at most 80 columns, but for words that are longer
 */
export function wrap(text: string, indent: number): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return [...lines, line].map((one) => ' '.repeat(indent) + one).join('\n');
}
