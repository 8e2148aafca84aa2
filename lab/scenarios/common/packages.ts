// Debian's packages that the lab's guests lack, in a scenario's guest.
import type { ScenarioGuest } from '../../src/scenario.ts';

/**
 * Unpacks what addedPackages has packed, a scenario's option `payload`, and labels the files: in the place
 * of dpkg(1), which would label each as it unpacks it. None of the services is started.
 */
export async function unpackPackages(guest: ScenarioGuest): Promise<void> {
	await guest.must('sh /usr/lib/peercon/payload | tar -C / -xvf - > /tmp/added');
	await guest.must("sed 's,^,/,' /tmp/added | restorecon -F -f -");
	await guest.must('systemctl daemon-reload');
}
