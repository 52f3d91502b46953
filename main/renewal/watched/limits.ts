/** Characters, and entries, that a card takes. */
export const cardLengths = { name: 60, page: 2048, note: 1000, elsewhere: 120, elsewhereEntries: 20 } as const
/** The longest that a rule may go before or after expiry, in days. */
export const longestRule = 364
