import { z } from 'zod'
import type { LockRecord } from '../renewal/lock.ts'
import { instant, openDocument } from './document.ts'

const lock = z.object({ since: instant.int(), until: instant.int() })

/**
 * Until when acquisition and renewal are locked: `lock.json` in `folder`. Written without a look at what is there, so that
 * a damaged one, which locks, can be lifted.
 */
export function openLockRecord(folder: string): LockRecord {
  return openDocument({
    name: 'lock',
    folder,
    schema: lock.nullable(),
    empty: null,
    toJson: (value) => JSON.stringify(value),
  })
}
