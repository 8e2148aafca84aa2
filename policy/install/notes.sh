# What is noted while the modules are installed: how to undo it, and whether a run was interrupted.

NOTES=/var/lib/peercon-policy

# Commands for `semanage import` that give each mapping back to what it was.
UNDO=$NOTES/undo

# It is there from before the first change to after the last one.
UNFINISHED=$NOTES/unfinished

# Notes that a change begins; until it has ended, leaving says that it has not.
begin_change() {
	mkdir -p "$NOTES"
	touch "$UNFINISHED" "$UNDO"
	trap 'echo "peercon: not finished: make install finishes it, make uninstall undoes it" >&2' EXIT
}

# Notes that the change has ended.
end_change() {
	trap - EXIT
	rm "$UNFINISHED"
}

# note_undo COMMAND... - notes how to undo changes, before they are made. What was noted of the same
# mapping before is out of date.
note_undo() {
	local noted
	noted=$(printf '%s\n' "$@" | cat "$UNDO" - | parse_commands |
		awk -F'\t' '{ last[$1] = $3 } END { for (key in last) print last[key] }')
	echo "$noted" > "$UNDO.new"
	sync "$UNDO.new"
	mv "$UNDO.new" "$UNDO"
}

# Runs a command whose output nobody wants to see, unless it fails.
quietly() {
	local output
	output=$("$@" 2>&1) || {
		echo "$output" >&2
		return 1
	}
}
