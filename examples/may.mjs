// May A do this to B? node may.mjs CONTEXT-A CONTEXT-B CLASS PERMISSION
//
// It asks the running kernel's policy: rules, constraints and levels together. Nothing is recorded.
import { security_compute_av_raw } from '@peercon/native';

const [a = '', b = '', className = '', permission = ''] = process.argv.slice(2);

const { allowed, permissive } = security_compute_av_raw(a, b, className);
const may = allowed.includes(permission);
console.log(may ? 'allowed' : `denied, of ${className} it may ${allowed.join(' ') || 'nothing'}`);
if (permissive) console.log('and nothing is enforced: its domain is permissive');
process.exitCode = may ? 0 : 1;
