import { z } from 'zod'
import { failureCodes, type Result } from '../renewal/errors.ts'
import { instant, openDocument } from './document.ts'

const entry = z.object({
  time: instant.int(),
  event: z.enum([
    'renewed',
    'acquired',
    'retired',
    'restored',
    'deleted',
    'declined',
    'failed',
    'login',
    'root-succeeded',
    'given-up',
    'unconfirmed',
  ]),
  code: z.enum(failureCodes).optional(),
  serial: z.string().optional(),
  /** Nobody began it: the policy has the app renew by itself. */
  automatic: z.literal(true).optional(),
})
export type HistoryEntry = z.infer<typeof entry>

const longest = 200

export interface History {
  /** Newest first. */
  list(): Result<readonly HistoryEntry[]>
  add(entry: HistoryEntry): Result<void>
}

/** What happened on this machine, the newest 200 entries: `history.json` in `folder`. */
export function openHistory(folder: string): History {
  const document = openDocument({ name: 'history', folder, schema: z.array(entry), empty: [] })
  return {
    list: () => document.read(),
    add(added) {
      const read = document.read()
      return read.ok ? document.write([added, ...read.value].slice(0, longest)) : read
    },
  }
}
