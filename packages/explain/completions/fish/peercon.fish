# Made of src/program.ts: npm run docs
complete -c peercon -s h -l help -d 'Show help'
complete -c peercon -l version -d 'Show version number'
complete -c peercon -l last -d 'Only the newest denial'
complete -c peercon -l port -x -d 'Only what names this port (src= or dest=)'
complete -c peercon -l log -d 'This host\'s audit log, or the kernel\'s where there is none'
complete -c peercon -l policy -r -F -d 'Ask this policy file (default: the running policy, if any)'
complete -c peercon -l json -d 'One JSON object a line'
complete -c peercon -n 'not __fish_seen_subcommand_from explain doctor' -f -a 'explain doctor'
