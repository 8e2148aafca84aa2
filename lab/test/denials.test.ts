import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { denialText, matches, parseDenials } from '../src/denials.ts';

/** From the guest's log, as they were. */
const LOG = `[   22.834650] audit: type=1400 audit(1795221335.628:793): avc:  denied  { search } for  pid=284 comm="agetty" name="/" dev="tmpfs" ino=1 scontext=system_u:system_r:getty_t:s0-s15:c0.c1023 tcontext=system_u:object_r:tmpfs_t:s15:c0.c1023 tclass=dir permissive=0
[   38.517324] bash (480): drop_caches: 3
[   41.000001] audit: type=1400 audit(1795221400.000:800): avc:  denied  { ingress } for  saddr=192.168.8.4 src=50498 daddr=192.168.8.4 dest=5000 netif=lo scontext=system_u:object_r:netlabel_peer_t:s0 tcontext=system_u:object_r:netif_t:s0 tclass=netif permissive=0
[   42.000001] audit: type=1400 audit(1795221401.000:801): avc:  denied  { read write } for  pid=9 comm="a b" path="/dev/null" scontext=a_u:b_r:c_t:s0:c1,c2 tcontext=d_u:e_r:f_t:s0 tclass=chr_file permissive=1`;

const [search, ingress, readWrite] = parseDenials(LOG);
const WANTED = {
	permission: 'ingress',
	subject: 'netlabel_peer_t',
	object: 'system_u:object_r:netif_t:s0',
	class: 'netif',
};

const denials = suite('denials');

denials('should be found in the log, and nothing else', () => {
	assert.is(parseDenials(LOG).length, 3);
	assert.equal(readWrite?.permissions, ['read', 'write']);
	assert.ok(readWrite?.permissive);
	assert.is(readWrite?.details.comm, 'a b');
	assert.is(search?.details.name, '/');
	assert.is(ingress?.subject.text, 'system_u:object_r:netlabel_peer_t:s0');
	assert.equal(parseDenials(''), []);
});

denials('should match by type or context, class, permission and details', () => {
	assert.ok(ingress);
	assert.ok(matches(ingress, WANTED));
	assert.ok(matches(ingress, { ...WANTED, dest: 5000, netif: 'lo' }));
	for (const other of [
		{ permission: 'egress' },
		{ subject: 'unlabeled_t' },
		{ object: 'system_u:object_r:netif_t:s1' },
		{ class: 'node' },
		{ dest: 5001 },
		{ laddr: '127.0.0.1' },
	]) {
		assert.not(matches(ingress, { ...WANTED, ...other }), JSON.stringify(other));
	}
});

denials('should be said without what differs from run to run', () => {
	assert.ok(search && readWrite);
	assert.is(
		denialText(search),
		'avc: denied { search } name=/ dev=tmpfs scontext=system_u:system_r:getty_t:s0-s15:c0.c1023 tcontext=system_u:object_r:tmpfs_t:s15:c0.c1023 tclass=dir',
	);
	assert.match(denialText(readWrite), 'denied (permissive, so allowed) { read write }');
});

denials.run();
