// A module that serves nothing.
export const answer = 42;
