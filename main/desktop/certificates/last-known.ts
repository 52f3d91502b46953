/** The bank's certificates as the run before found them, for as long as this one has not looked. */
import type { Inventory } from '../../renewal/certificates/inventory.ts'
import type { KnownCertificate, LastKnown } from '../../storage/told/last-known.ts'
import { subjectOf } from '../flow/state.ts'

/** More than a window shows at once. */
export const mostKnown = 16

/** Of what the key store holds: it was not looked at yet, could not be read so far, or is known. */
export type Knowledge = 'looking' | 'unreadable' | 'known'

export interface RememberingInventory extends Inventory {
  /** Empty once the key store was looked into, whatever came of it. */
  lastKnown(): readonly KnownCertificate[]
  knowledge(): Knowledge
}

/** An inventory that leaves to the next run what it found. What cannot be written is not known there. */
export function rememberingInventory(inventory: Inventory, document: LastKnown): RememberingInventory {
  const read = document.read()
  let kept = read.ok ? read.value : []
  let knowledge: Knowledge = 'looking'

  function learn(): void {
    knowledge = 'known'
    const known = inventory.list().slice(0, mostKnown).map(subjectOf)
    // Most looks find what the one before found.
    if (JSON.stringify(known) === JSON.stringify(kept)) return
    kept = known
    document.write(known)
  }

  return {
    ...inventory,
    lastKnown: () => (knowledge === 'looking' ? kept : []),
    knowledge: () => knowledge,
    async refresh() {
      try {
        const listed = await inventory.refresh()
        if (listed.ok) learn()
        return listed
      } finally {
        if (knowledge === 'looking') knowledge = 'unreadable'
      }
    },
  }
}
