// What the page runs first: it opens the texts that are packed in it, and puts each into an element of its
// own, as if the page had come with it. The program is the last. A browser that is too old, or a page that
// was changed, stops here: then what page.html says of it stays.

import { unpack } from './packed.ts';

for (const packed of document.querySelectorAll<HTMLScriptElement>('script[data-bytes]')) {
	const { type = '', bytes } = packed.dataset;
	const opened = document.createElement('script');
	opened.id = packed.id;
	opened.type = type;
	opened.text = await unpack(packed.text, Number(bytes));
	packed.replaceWith(opened);
}
