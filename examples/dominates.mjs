// Does level A dominate level B? node dominates.mjs A B
//
// It does if its sensitivity is at least as high and it has every category of the other one: then the
// kernel lets what is at A read what is at B. No kernel is asked here.
import { dominatedBy, dominates, equal, parseLevel } from '@peercon/context';

const [a = 's1:c0.c5', b = 's0:c5'] = process.argv.slice(2);

console.log(`${a} ${relation(parseLevel(a), parseLevel(b))} ${b}`);

/** @type {(a: import('@peercon/context').Level, b: import('@peercon/context').Level) => string} */
function relation(a, b) {
	if (equal(a, b)) return 'is the same as';
	if (dominates(a, b)) return 'dominates';
	return dominatedBy(a, b) ? 'is dominated by' : 'is incomparable with';
}
