# Made of src/client-program.ts: npm run docs
complete -c channel-client -s h -l help -d 'Show help'
complete -c channel-client -l version -d 'Show version number'
complete -c channel-client -l list -d 'List the kinds of channels'
complete -c channel-client -l json -d 'With --list: one JSON object a line'
complete -c channel-client -s c -l count -x -d 'Number of messages to send'
complete -c channel-client -s s -l size -x -d 'Bytes to send, by repeating the message'
complete -c channel-client -s t -l timeout -x -d 'Seconds without an echo before it gives up'
complete -c channel-client -n 'not __fish_seen_subcommand_from shm msgq posix-shm mqueue pipe fifo unix-stream unix-dgram unix-seqpacket unix-pair netlink-route netlink-usersock memfd vsock' -f -a 'shm msgq posix-shm mqueue pipe fifo unix-stream unix-dgram unix-seqpacket unix-pair netlink-route netlink-usersock memfd vsock'
