/** The header of a netlink message, struct nlmsghdr of netlink(7), in the host's order. */
export const NETLINK_HEADER = 16;

/**
 * Puts a header before a message.
 *
 * @param type - what the message is
 * @param flags - NLM_F_*
 * @param body - what follows the header
 */
export function netlinkMessage(type: number, flags: number, body: Uint8Array): Buffer {
	const message = Buffer.alloc(NETLINK_HEADER + body.length);
	writeHeader(message, { length: message.length, type, flags });
	message.set(body, NETLINK_HEADER);
	return message;
}

/**
 * Writes a header.
 *
 * @param message - gets it at its beginning
 * @param header - the message's length in bytes, with the header; what it is; NLM_F_*
 */
export function writeHeader(
	message: Buffer,
	{ length, type, flags }: { length: number; type: number; flags: number },
): void {
	message.writeUInt32LE(length, 0);
	message.writeUInt16LE(type, 4);
	message.writeUInt16LE(flags, 6);
	message.fill(0, 8, NETLINK_HEADER); // sequence number and port ID: the kernel's
}
