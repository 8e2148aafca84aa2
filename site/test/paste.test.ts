import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explainPaste } from '../src/paste.ts';

const RECORD =
	'avc:  denied  { name_bind } for  pid=731 comm="nginx" src=8099 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:unreserved_port_t:s0 tclass=tcp_socket permissive=0';

const paste = suite('a paste');

paste('should have advice once, where several records ask for the same', async () => {
	const other = RECORD.replace('8099', '8100');
	const advice = async (text: string) => {
		const { explained } = await explainPaste(text);
		return explained.map(({ explanation }) => explanation.remedies.map(({ why }) => why));
	};
	const [alone = []] = await advice(other);
	const [first = [], second = []] = await advice(`${RECORD}\n${other}`);
	assert.equal(first, (await advice(RECORD))[0]);
	const again = (each: string[]) => each.filter((why) => first.includes(why)).length;
	assert.ok(again(second) < again(alone), second.join('\n'));
	assert.match(second[0] ?? '', 'What was said above for httpd_t and unreserved_port_t');
});

paste('should say what of a paste was not read', async () => {
	assert.match((await explainPaste('avc: denied { read')).problems.join(), 'Line 1');
	assert.match((await explainPaste('Hello')).problems.join(), 'no record of SELinux');
	assert.equal((await explainPaste(' \n')).problems, []);
	assert.match((await explainPaste('x'.repeat(500_001))).problems.join(), 'first 500000');
});

paste('should lead from a line of a program to the record', async () => {
	const line = 'nginx: [emerg] bind() to 0.0.0.0:8088 failed (13: Permission denied)';
	const problems = (await explainPaste(line)).problems.join('\n');
	assert.match(problems, 'Line 1: nginx was refused port 8088. If it was SELinux');
	assert.match(problems, 'ausearch -m avc,user_avc -ts recent -c nginx | peercon explain');
});

paste.run();
