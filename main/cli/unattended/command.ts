export const commands = ['status', 'renew', 'enrol', 'retire', 'diagnose', 'self-test'] as const
export type Command = (typeof commands)[number]

/** Those that change nothing. */
export const looking: ReadonlySet<Command> = new Set(['status', 'diagnose', 'self-test'])
