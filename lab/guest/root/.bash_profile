# A console of the lab. This shell is driven by a program: it prints nothing of its own but a mark
# after each command, with the command's number and its exit status (lab/src/console.ts).
PROMPT_COMMAND='printf "\033]peercon;%d;%d\007" "$n" "$?"'
PS1= PS2= n=0
unset HISTFILE
set +o emacs +o vi # reads whole lines, as the terminal gives them
stty -echo -opost noflsh
