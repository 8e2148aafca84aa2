// The collector wifi of node_exporter, met in containers.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Whether what watches a host asks which wireless devices it has: in a container, that is none of its business. */
export function isWifiCollector(record: AccessRecord): boolean {
	const { class: of, subject, object, details, permissions } = record;
	return (
		/^netlink_(?:generic_)?socket$/.test(of) &&
		subject.type === object.type &&
		/^(?:prometheus-)?node_?expo/.test(details.comm ?? '') &&
		permissions.every((each) => each === 'create')
	);
}

/** @see collector/wifi_linux.go of node_exporter, by nl80211 */
export const WIFI_COLLECTOR: Remedy = {
	kind: 'note',
	why: 'Probably the collector wifi of node_exporter, which asks the kernel for wireless devices (nl80211): without it nothing is lost but that. Switch it off (--no-collector.wifi; newer releases have it off), rather than a boolean or a rule on.',
};
