import { statSync } from 'node:fs'

/**
 * Root in a folder of another user, as sudo may leave HOME: what is written there follows that user's links with root's rights,
 * and what root leaves there its user can no longer change.
 */
export const isRootElsewhere = (...folders: readonly string[]): boolean =>
  process.getuid?.() === 0 && folders.some((folder) => (statSync(folder, { throwIfNoEntry: false })?.uid ?? 0) !== 0)
