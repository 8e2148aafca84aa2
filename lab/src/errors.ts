/** Something a person can act on: its message says what and where, and what to do. No stack is shown. */
export class LabError extends Error {}

/** The guest ended while it was needed. That is no verdict about what ran in it. */
export class GuestLostError extends LabError {}

/** What the lab keeps is damaged, or has no place: no other engine, and no second try, can help that. */
export class CacheError extends Error {}
