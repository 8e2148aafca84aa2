// Records as people cut, annotate and retype them: each is read, or an error says what is missing.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecords } from '../src/index.ts';

const S = 'scontext=system_u:system_r:httpd_t:s0';
const T = 'tcontext=system_u:object_r:default_t:s0';
const CONTEXTS = `${S} ${T} tclass=file`;
const REPORT = (source: string, target: string, objects: string) =>
	[
		`${source}                  system_u:system_r:httpd_t:s0`,
		`${target}                  system_u:object_r:default_t:s0`,
		`${objects}                 /srv/a.html [ file ]`,
	].join('\n');

const REPORT_IN_ENGLISH = `SELinux is preventing httpd from read access on the file /srv/a.html.\n\n${REPORT('Source Context', 'Target Context', 'Target Objects')}`;

/** As pages show a text. */
function numbered(text: string): string {
	return text
		.split('\n')
		.map((line, index) => `${index + 9}. ${line}`)
		.join('\n');
}

/** Each is of httpd_t, default_t and file read. */
const READ: Record<string, string> = {
	'prose between the fields': `avc: denied { read } for pid=7 comm="httpd" name="a.html" dev="dm-0" i\n    "httpd" was denied read on a file named "a.html".\n${S}\n    SELinux context of the httpd process.\n    ${T} tclass=file\n    SELinux context of the file.`,
	'a remark behind each field': `avc: denied { read } for pid=7\n${S}   # the web server\n${T}   <- nobody labeled it\ntclass=file`,
	'a remark behind contexts without a level': `avc: denied { read } for pid=7\nscontext=system_u:system_r:httpd_t\nThe web server.\ntcontext=system_u:object_r:default_t (the page) tclass=file`,
	'remarks in brackets in one line': `avc: denied { read } for comm="httpd" (Apache) ${S} (subject) ${T} (object) tclass=file`,
	'an emphasis from the decision on': `said: avc:  _denied  { read } for pid=7 ${CONTEXTS} permissive=0_)`,
	'an emphasis up to the class': `_avc:  denied  { read } for pid=7 ${CONTEXTS}_`,
	'stars from the decision on': `avc:  **denied  { read } for pid=7 ${CONTEXTS}**.`,
	'emphasized permissions': `avc:  denied  _{ read }_ for pid=7 ${CONTEXTS}`,
	'a list': `* avc: denied { read } for pid=7\n- ${S}\n- ${T}\n- tclass=file`,
	'commas between the fields': `avc: denied { read } for pid=7, ${S}, ${T}, tclass=file`,
	'dots for categories': `avc: denied { read } comm="httpd"\n  scontext=system_u:system_r:httpd_t:s0:c... ${T} tclass=file`,
	'dots for the last category': `avc: denied { read } for scontext=system_u:system_r:httpd_t:s0:c1,c… ${T} tclass=file`,
	'dots for the high level at the end of a line': `avc: denied { read } for scontext=system_u:system_r:httpd_t:s0-s0:c0...\n  ${T} tclass=file`,
	'letters for categories': `avc: denied { read } for scontext=system_u:system_r:httpd_t:s0:cXXX,cYYY ${T} tclass=file`,
	'signs for categories': `avc: denied { read } for scontext=system_u:system_r:httpd_t:s0:c##,c## ${T} tclass=file`,
	'words for categories': `avc: denied { read } for scontext=system_u:system_r:httpd_t:s0:c1,cfoo ${T} tclass=file`,
	'no users and no roles': `avc: denied { read } for scontext=…:httpd_t:s0 tcontext=...:default_t:s0 tclass=file`,
	'stars for users and roles': `avc: denied { read } for scontext=*:*:httpd_t:s0 tcontext=*:*:default_t:s0 tclass=file`,
	'types and levels alone': `avc: denied { read } for pid=7\n  scontext=httpd_t:s0 tcontext=default_t:s0 tclass=file`,
	'roles without users': `avc: denied { read } for scontext=system_r:httpd_t:s0 tcontext=object_r:default_t:s0 tclass=file`,
	'no head': `denied { read } path="/srv/a.html" dev="sda1" \\\n    ${S} ${T} tclass=file`,
	'no head but the words before': `SELinux said: denied { read } for pid=7 comm="httpd" ${CONTEXTS}`,
	'capitals and no colon': `AVC denied { read } for pid=7 ${CONTEXTS}`,
	'no colon': `avc denied { read } for pid=7 ${CONTEXTS}`,
	'no space': `avc:denied{ read }for pid=7 ${CONTEXTS}`,
	'all in capitals': `AVC: DENIED { read } FOR pid=7 ${CONTEXTS}`,
	'type=AVC without msg': `type=AVC denied { read } for pid=7 ${CONTEXTS}`,
	'type=AVC and braces': `type=AVC msg=audit(1700000000.100:7): { read } for pid=7 ${CONTEXTS}`,
	'braces and contexts alone': `{ read } ${CONTEXTS}`,
	'no braces': `avc: denied read for pid=7 ${CONTEXTS}`,
	'square brackets': `avc: denied [ read ] for pid=7 ${CONTEXTS}`,
	'fields as of YAML': `avc: denied { read }\nscontext: system_u:system_r:httpd_t:s0\ntcontext: system_u:object_r:default_t:s0\ntclass: file`,
	'spaces around the sign': `avc: denied { read } for scontext = system_u:system_r:httpd_t:s0 tcontext = system_u:object_r:default_t:s0 tclass = file`,
	'names of fields in capitals': `avc: denied { read } for SCONTEXT=system_u:system_r:httpd_t:s0 TCONTEXT=system_u:object_r:default_t:s0 TCLASS=file`,
	'an ellipsis between the fields': `avc: denied { read } ... ${S} ... ${T} ... tclass=file`,
	'a sentence': `\`denied { read }\` was logged. ${S}, ${T}, tclass=file.`,
	'braces as entities of HTML': `avc: denied &#123; read &#125; for ${CONTEXTS}`,
	'fields beside a summary': `SELinux is preventing httpd from read access on the file a.html. ${CONTEXTS}`,
	'comments of a program': `avc: denied { read } for pid=7 // Apache\n// who\n${S}\n// of what\n${T} tclass=file`,
	'a report with numbers before its lines': `${numbered(REPORT_IN_ENGLISH)}`,
	'a report wrapped within a level': REPORT_IN_ENGLISH.replace(
		'httpd_t:s0',
		'httpd_t:s0-s0:c\n0.c1023',
	),
	'a report wrapped within a type': REPORT_IN_ENGLISH.replace('default_t', 'defau\n      lt_t'),
	'a report wrapped within the object': REPORT_IN_ENGLISH.replace('[ file ]', '[ file\n ]'),
	'a report in German': `SELinux hindert httpd daran, mit read-Zugriff auf Datei /srv/a.html zuzugreifen.\n\n${REPORT('Quellkontext', 'Zielkontext', 'Zielobjekte')}`,
	'a report in French': `SELinux empêche httpd d'utiliser l'accès 'read' sur le fichier /srv/a.html.\n\n${REPORT('Contexte source', 'Contexte cible', 'Objets du contexte')}`,
};

/** Each lacks a part that nobody can tell. */
const MISSING: Record<string, [text: string, message: RegExp]> = {
	'the class': [`avc: denied { read } for pid=7 ${S} ${T}`, /^tclass= is missing/],
	'the class, and the head': [`denied { read } for pid=7 ${S} ${T}`, /^tclass= is missing/],
	'the permissions': [`pid=7 comm="httpd" ${CONTEXTS}`, /^the permissions in braces is missing/],
	'one context': [`denied { read } for pid=7 ${S} tclass=file`, /^tcontext= is missing/],
	'the other': [`{ read } for pid=7 ${T} tclass=file`, /scontext= are missing/],
	'a permission of its class': [`denied access for ${CONTEXTS}`, /^the permissions in braces/],
	'signs of its fields': [
		'| denied | read |\n| scontext | a:b:c_t |\n| tcontext | a:b:d_t |\n| tclass | file |',
		/a part of a record/,
	],
	'permissions, as JSON': [
		'{"type":"AVC","data":{"seresult":"denied","scontext":"a:b:c_t","tcontext":"a:b:d_t"}}',
		/a part of a record/,
	],
	'an end that is no context': [
		'avc: denied { read } for scontext=a:b:c:s0:c0. tcontext=a:b:c tclass=file',
		/is no context/,
	],
};

const deformed = suite('a record that somebody has written down');

for (const [form, text] of Object.entries(READ)) {
	deformed(`should be read with ${form}`, () => {
		const { records, problems } = readRecords(text);
		assert.equal(problems, []);
		assert.is(records.length, 1);
		const [record] = records;
		if (record?.kind !== 'access') throw new Error(form);
		const { decision, permissions, subject, object, class: of } = record;
		assert.equal(
			[decision, permissions, subject.type, object.type, of],
			['denied', ['read'], 'httpd_t', 'default_t', 'file'],
		);
		assert.is(
			subject.range === undefined,
			/dots|letters|signs|words for|without a level/.test(form),
		);
	});
}

for (const [part, [text, message]] of Object.entries(MISSING)) {
	deformed(`should be an error without ${part}`, () => {
		const { records, problems } = readRecords(text);
		assert.equal(records, []);
		assert.is(problems.length, 1);
		assert.match(problems[0]?.message ?? '', message);
		assert.match(problems[0]?.message ?? '', /expected/);
	});
}

deformed('should be no record in a name of another', () => {
	const { records } = readRecords(
		`type=PATH msg=audit(03/26/2026 18:49:09.621:439) : item=0 name=/tmp/denied { read } for ${CONTEXTS}`,
	);
	assert.equal(records, []);
});

deformed('should have a name in hexadecimal decoded where its stamp was made unreadable', () => {
	for (const stamp of ['audit(YYY.787): ', 'audit(XXXX): ', '']) {
		const text = `${stamp}avc:  denied  { execute } for  pid=7 path=2F6D656D66643A6C6962666669202864656C6574656429 dev="tmpfs" ${CONTEXTS}`;
		const { records } = readRecords(text);
		assert.is(records[0]?.details.path, '/memfd:libffi (deleted)', stamp);
	}
});

deformed('should tell what a report in any language names, where it has no contexts', () => {
	const told = (text: string) => readRecords(text).messages.map(({ details }) => details);
	assert.equal(
		told('SELinux hindert httpd daran, mit read-Zugriff auf Datei a.html zuzugreifen.'),
		[{ permissions: 'read', program: 'httpd' }],
	);
	assert.equal(told("SELinux empêche httpd d'utiliser l'accès 'read' sur le fichier /srv/a.html"), [
		{ permissions: 'read', program: 'httpd', path: '/srv/a.html' },
	]);
	// A language whose verb is not known here: the lines of the plugins tell that it is a report.
	const [japanese] =
		told(`SELinux は /usr/sbin/httpd による getattr アクセスを /srv/a.html で拒否しています。

*****  プラグイン restorecon (94.8 の信頼度) が提案します    ************

/srv/a.html のデフォルトラベルは httpd_sys_content_t です。
# /sbin/restorecon -v /srv/a.html

*****  プラグイン catchall_boolean (5.2 の信頼度) が提案します    ************

# setsebool -P httpd_unified 1`);
	assert.equal(japanese, {
		permissions: 'getattr',
		program: '/usr/sbin/httpd',
		path: '/srv/a.html',
		plugin: 'restorecon',
		booleans: 'httpd_unified',
		wantedPath: '/srv/a.html',
		wanted: 'httpd_sys_content_t',
	});
});

deformed('should be no report where SELinux is named without a permission', () => {
	for (const text of ['SELinux verhindert das.', 'SELinux is preventing this from working.']) {
		const { messages, records } = readRecords(text);
		assert.equal([messages, records], [[], []]);
	}
});

deformed('should have numbers before lines taken away, and no others', () => {
	const text = 'SELinux says\nSELinux x\nSELinux y\nSELinux z';
	for (const mark of ['. ', ':', ')\t', '\t', '  ', '| ']) {
		const lines = text.split('\n').map((line, index) => `  ${index + 7}${mark}${line}`);
		assert.equal(readRecords(lines.join('\n')).lines, text.split('\n'), mark);
	}
	for (const own of [
		'12:30:01 a\n13:30:01 b\n14:30:01 c\n15:30:01 d',
		'1. a\n2. b\n3. c',
		'1 a\n2 b\n3 c\n4 d',
	]) {
		assert.equal(readRecords(own).lines, own.split('\n'));
	}
});

deformed('should have names for those that contexts lack, and say so', () => {
	const [record] = readRecords(
		'avc: denied { signal } for scontext=…:httpd_t:s0 tcontext=…:crond_t:s0 tclass=process',
	).records;
	assert.ok(record?.kind === 'access');
	assert.is(record.subject.text, 'system_u:system_r:httpd_t:s0');
	assert.is(record.object.text, 'system_u:system_r:crond_t:s0');
	assert.ok(record.details.filledIn);
	const bind =
		'avc: denied { name_bind } for src=7 scontext=httpd_t:s0 tcontext=echo_port_t:s0 tclass=tcp_socket';
	const [port] = readRecords(bind).records;
	assert.ok(port?.kind === 'access');
	assert.is(port.object.text, 'system_u:object_r:echo_port_t:s0');
	const [whole] = readRecords(`avc: denied { read } for ${CONTEXTS}`).records;
	assert.ok(whole?.kind === 'access');
	assert.is(whole.details.filledIn, undefined);
});

deformed(
	'should have the own context of who asks for a capability, where the other is left out',
	() => {
		const { records, problems } = readRecords(
			`avc: denied { sys_admin } for pid=7 ${S} tclass=capability permissive=0`,
		);
		assert.equal(problems, []);
		assert.equal(
			records.map((record) => record.kind === 'access' && record.object.text),
			['system_u:system_r:httpd_t:s0'],
		);
	},
);

deformed('should tell of a record without its other context beside one that is whole', () => {
	const { records, problems } = readRecords(
		`AVC denied { read } comm="httpd" ${CONTEXTS}\n\nAVC denied { write } comm="httpd" ${S} tclass=file permissive=0`,
	);
	assert.is(records.length, 1);
	assert.equal(
		problems.map(({ line }) => line),
		[3],
	);
});

deformed.run();
