export const commands = ['status', 'renew', 'enrol', 'retire', 'diagnose', 'self-test', 'check-bank'] as const
export type Command = (typeof commands)[number]
/** All but the one that is about a bank, and works on a key store of its own. */
export type CustomersCommand = Exclude<Command, 'check-bank'>

/** Those that change nothing. */
export const looking: ReadonlySet<Command> = new Set(['status', 'diagnose', 'self-test'])
