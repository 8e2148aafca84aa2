// docs/proving-a-policy.md: which lines of the reference policy's module does memcached need, and for what?
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documented } from '../../../src/documented.ts';
import { proofText } from '../../../src/workbench/report.ts';
import { cut, NUMBERS_OF_RUNS } from '../greeter.ts';
import { DOCUMENT, provedBy, said } from './proving.ts';
import { upstreamModule } from './upstream.ts';

const memcached = suite("the reference policy's module for memcached");

memcached('should be needed as far as something uses it', async () => {
	const folder = await upstreamModule('memcached');
	const ordinary = await provedBy(folder, 'memcached', 'memcached');
	const more = await provedBy(folder, 'memcached', 'memcached', 'features');
	const needed = said('needed', more);
	for (const line of said('needed', ordinary)) assert.ok(needed.includes(line), line);

	assert.ok(said('needed', ordinary).includes('corenet_tcp_bind_memcache_port(memcached_t)'));
	assert.ok(
		said('nothing needed it', ordinary).includes('corenet_udp_bind_memcache_port(memcached_t)'),
	);
	assert.ok(needed.includes('corenet_udp_bind_memcache_port(memcached_t)'));
	assert.ok(
		said('nothing needed it', more).includes(
			'allow memcached_t self:udp_socket { accept listen };',
		),
	);
	documented(DOCUMENT, 'memcached', cut(proofText(more)), NUMBERS_OF_RUNS);
});

memcached.run();
