# Made of src/server-program.ts: npm run docs
complete -c channel-server -s h -l help -d 'Show help'
complete -c channel-server -l version -d 'Show version number'
complete -c channel-server -l list -d 'List the kinds of channels'
complete -c channel-server -l json -d 'Report on stdout, one JSON object a line'
complete -c channel-server -l quiet -d 'Report nothing'
complete -c channel-server -l max-connections -x -d 'Limit on connections at once; others wait'
complete -c channel-server -n 'not __fish_seen_subcommand_from shm msgq posix-shm mqueue pipe fifo unix-stream unix-dgram unix-seqpacket unix-pair netlink-route netlink-usersock memfd vsock' -f -a 'shm msgq posix-shm mqueue pipe fifo unix-stream unix-dgram unix-seqpacket unix-pair netlink-route netlink-usersock memfd vsock'
