// The page in Debian's Chromium, from a file: address, as a reader meets it: by keyboard, and by what a
// screen reader is told.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { skipUnless } from '@peercon/test-utils';
import { type Browser, chromium, type Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pack } from '../pack.ts';

const CHROMIUM = '/usr/bin/chromium';
const SCREENSHOTS = join(import.meta.dirname, '../../docs/pictures');

const folder = mkdtempSync(join(tmpdir(), 'peercon-site-'));
const file = join(folder, 'peercon.html');
const address = pathToFileURL(file).href;

const page = suite('the page');
const inBrowser = skipUnless(
	page,
	existsSync(CHROMIUM) ? undefined : `there is no ${CHROMIUM} (apt install chromium)`,
);
let browser: Browser;

page.before(async () => {
	execFileSync(process.execPath, [
		'--import',
		'tsx',
		join(import.meta.dirname, '../build.ts'),
		file,
		join(import.meta.dirname, 'evidence'),
	]);
	if (existsSync(CHROMIUM)) {
		// Root has no user namespace to put the browser's own sandbox in.
		const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
		browser = await chromium.launch({ executablePath: CHROMIUM, args });
	}
});

page.after(async () => {
	await browser?.close();
	rmSync(folder, { recursive: true });
});

/** Opens the page; it fails if the page asks for anything but itself, or reports an error. */
async function opened(act: (page: Page) => Promise<void>, hash = ''): Promise<void> {
	const tab = await browser.newPage({ viewport: { width: 1000, height: 800 } });
	const wrong: string[] = [];
	tab.on('pageerror', ({ message }) => wrong.push(message));
	tab.on('console', (message) => wrong.push(message.text()));
	tab.on('request', (request) => {
		if (request.url().split('#')[0] !== address) wrong.push(`asks for ${request.url()}`);
	});
	await tab.goto(`${address}${hash}`);
	// It is loaded before its program is opened.
	await tab.getByRole('navigation').waitFor();
	await act(tab);
	assert.equal(wrong, []);
	await tab.close();
}

async function picture(tab: Page, name: string): Promise<void> {
	if (process.env.PEERCON_REFRESH_DOCS)
		await tab.screenshot({ path: join(SCREENSHOTS, name), fullPage: true });
}

inBrowser('should compare labels, and keep them in its address', async () => {
	await opened(async (tab) => {
		await picture(tab, 'site-labels.png');
		await tab.getByLabel('A', { exact: true }).fill('s1:c5');
		await tab.getByLabel('B', { exact: true }).fill('s0');
		const order = tab.getByRole('row', { name: 'low (current) levels' });
		assert.match((await order.textContent()) ?? '', 's1:c5 dominates s0');
		assert.ok(await tab.getByRole('img', { name: 'Lattice: s1:c5 dominates s0' }).isVisible());
		assert.match((await tab.textContent('main')) ?? '', '86 0a 00 00 00 01 01 04 00 00');
		assert.is(new URL(tab.url()).hash, '#labels?a=s1%3Ac5&b=s0');
	});
	await opened(async (tab) => {
		assert.is(await tab.getByLabel('B', { exact: true }).inputValue(), 's0:c0.c9');
	}, '#labels?a=s3&b=s0%3Ac0.c9');
});

inBrowser('should say where a label is wrong, and show nothing else of it', async () => {
	await opened(async (tab) => {
		const field = tab.getByLabel('A', { exact: true });
		await field.fill('user_u:user_r:user_t:s0:c1,x3');
		assert.is(await field.getAttribute('aria-invalid'), 'true');
		assert.match((await tab.textContent('#a-problem')) ?? '', 'expected a category such as c0');
		assert.is(await tab.getByRole('heading', { name: 'What passes' }).count(), 0);
		await field.fill('<img src=x onerror=alert(1)>:r:t:s0');
		assert.is(await tab.locator('img[src]').count(), 0);
	});
});

inBrowser('should explain a pasted record, from the keyboard alone', async () => {
	await opened(async (tab) => {
		// The links of the two sections, and into the second.
		await tab.keyboard.press('Tab');
		await tab.keyboard.press('Tab');
		await tab.keyboard.press('Enter');
		await tab.getByRole('heading', { name: 'Denials' }).waitFor();
		assert.is(
			await tab.getByRole('link', { name: 'Denials' }).getAttribute('aria-current'),
			'page',
		);
		await tab.getByLabel('Records').focus();
		await tab.keyboard.press('Tab');
		await tab.keyboard.press('Enter');
		await tab
			.getByRole('heading', { name: 'httpd_t may not bind a socket to TCP port 8099' })
			.waitFor();
		await picture(tab, 'site-denials.png');
		await tab.getByLabel('Records').fill('nothing of the kind');
		await tab.getByText('This has no record of SELinux.').waitFor();
	});
});

inBrowser('should show what scenarios have shown, a check or a step at a time', async () => {
	await opened(async (tab) => {
		await tab.getByRole('link', { name: 'What was shown' }).click();
		const table = tab.getByRole('table', { name: 'By channel' });
		await table.getByRole('link', { name: /^peer recv on .*default: refused in 1 step$/ }).click();
		const shown = tab.getByRole('region', { name: 'The check' });
		assert.match((await shown.textContent()) ?? '', 'avc: denied { recv } saddr=10.0.1.1');
		await picture(tab, 'site-matrix.png');
		await shown.getByRole('link').click();
		const step = tab.getByRole('region', { name: 'The step' });
		assert.match((await step.textContent()) ?? '', '# getpeercon-server 5000');
		assert.match(new URL(tab.url()).hash, /^#matrix\?step=\d$/);
	});
	await opened(async (tab) => {
		assert.is(await tab.getByRole('region', { name: 'The step' }).count(), 0);
	}, '#matrix?step=99');
});

const UNOPENED = 'a program that is packed in it and that has not started';

inBrowser('should say what it needs where scripts do not run', async () => {
	const tab = await browser.newPage({ javaScriptEnabled: false });
	await tab.goto(address);
	await tab.getByText(UNOPENED).waitFor();
	await tab.close();
});

inBrowser('should not run a program that was changed', async () => {
	// A program that could be opened is refused for its hash; one that cannot is not tried.
	const { digits, length } = pack('document.body.textContent = "another program"');
	const page = readFileSync(file, 'utf8');
	const [, first = '', rest = ''] = /(id="program".*?>)[^<]*(.*)/s.exec(page) ?? [];
	const before = page.slice(0, page.indexOf(first));
	const changes = [
		before + first.replace(/data-bytes="\d+"/, `data-bytes="${length}"`) + digits + rest,
		before + first + digits + rest,
	];
	for (const changed of changes) {
		const changedFile = join(folder, 'changed.html');
		writeFileSync(changedFile, changed);
		const tab = await browser.newPage();
		const wrong = Promise.race([tab.waitForEvent('pageerror'), tab.waitForEvent('console')]);
		await tab.goto(pathToFileURL(changedFile).href);
		await wrong;
		await tab.getByText(UNOPENED).waitFor();
		await tab.close();
	}
});

page.run();
