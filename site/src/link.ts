// The part of the page's address behind `#`: which section is shown, and what was typed there. Browsers
// send it to nobody.

/** Where the reader is. */
export interface Place {
	section: string;
	typed: URLSearchParams;
}

/** Reads `#labels?a=s0&b=s1`. */
export function readPlace(hash: string): Place {
	const [section = '', typed = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
	return { section, typed: new URLSearchParams(typed) };
}

/** Writes it. */
export function writePlace(section: string, typed: Record<string, string>): string {
	return `#${section}?${new URLSearchParams(typed)}`;
}
