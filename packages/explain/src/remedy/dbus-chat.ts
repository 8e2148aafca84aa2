// Messages of D-Bus, which the bus asks about one by one: the call, and what is answered to it.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { isPolicyName } from '../names.ts';
import { commonTask } from './common-task.ts';
import { GAP, ifOfDistribution, OF_SYSTEM, OR_ITS_OWN, packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** Who may call any service: what one of these is sent is mostly the answer. */
const CALLERS = /^(?:unconfined|unconfined_service|spc|staff|user|sysadm|guest|xguest)_t$/;

/**
 * What to know of a message that was refused: which way it went, and what the other way takes.
 *
 * @see dbus-daemon(1), "SELINUX"; the interfaces NAME_dbus_chat() of the reference policy
 */
export function dbusChat(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions, details } = record;
	if (of !== 'dbus' || !permissions.includes('send_msg') || subject.type === object.type) return [];
	if (![subject.type, object.type].every(isPolicyName) || commonTask(record).length > 0) return [];
	const isToCaller = CALLERS.test(object.type) && !CALLERS.test(subject.type);
	const isAnswer =
		/^(?:method_return|error)$/.test(details.msgtype ?? '') ||
		(details.msgtype === undefined && isToCaller);
	const way = isAnswer ? answer(record) + ofSession(record) : call(record);
	const domain = [subject.type, object.type].find(
		(type) => !PEOPLE.test(type) && !OF_SYSTEM.test(type),
	);
	const ofWhom = domain === undefined ? '' : ifOfDistribution(domain);
	const orItsOwn = domain === undefined ? '' : ` ${OR_ITS_OWN}`;
	const ofAdministrators = [subject.type, object.type].includes('sysadm_t')
		? ' (sysadm_t is to administer services: policies have such interfaces for it.)'
		: '';
	return [
		{
			kind: 'rule',
			why: `${way} Both take a rule, which the interfaces NAME_dbus_chat() of policies have together.${ofAdministrators} ${GAP}${ofWhom}: update ${packagesOf(record)} first, or report it.${orItsOwn} The rule for the other way:`,
			text: `allow ${object.type} ${subject.type}:dbus send_msg;`,
		},
	];
}

function answer({ subject, object, details, permissive }: AccessRecord): string {
	const known = details.msgtype === undefined ? 'so it is probably' : 'and it is';
	// The call may have a record of its own, and have passed all the same.
	const passed = permissive
		? 'passed, by a rule or because nothing was enforced'
		: 'was let through';
	return `${subject.type} sends to ${object.type}, ${known} the answer to a call of that one${details.msgtype === undefined ? ' (or a signal)' : ''}, and the call itself ${passed}.`;
}

/** Agents that run checks and commands as another user, each of which is a session to PAM. */
const OF_AGENTS = /^(?:icinga2?|monit|munin|nagios|nrpe|pcp|snmpd|zabbix)(?:_\w+)?_t$/;

/** What logind answers an agent is mostly about such a session. @see pam_systemd(8) */
function ofSession({ subject, object }: AccessRecord): string {
	if (subject.type !== 'systemd_logind_t' || !OF_AGENTS.test(object.type)) return '';
	return ' Mostly that call is about a session that is opened: it runs sudo(8) or su(1), whose PAM has pam_systemd(8). Where the policy has a boolean for that, it is to be switched on (`getsebool -a | grep run_sudo`: Nagios, Icinga, Zabbix).';
}

function call({ subject, object, details }: AccessRecord): string {
	const what =
		details.msgtype === 'signal' ? 'a signal' : 'a call, and its answer is a message the other way';
	return `${subject.type} sends, and ${object.type} is to receive: ${details.msgtype === undefined ? 'probably ' : ''}${what}.`;
}
