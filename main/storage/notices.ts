import { z } from 'zod'
import type { Result } from '../renewal/errors.ts'
import { openDocument } from './document.ts'

/** Which rungs of the reminder ladder were shown, by certificate thumbprint: `notices.json` in `folder`. */
export interface Notices {
  shown(thumbprint: string): Result<readonly number[]>
  remember(thumbprint: string, days: readonly number[]): Result<void>
}

export function openNotices(folder: string): Notices {
  const document = openDocument({
    name: 'notices',
    folder,
    schema: z.record(z.string(), z.array(z.number())),
    empty: {},
  })
  return {
    shown(thumbprint) {
      const read = document.read()
      return read.ok ? { ok: true, value: read.value[thumbprint] ?? [] } : read
    },
    remember(thumbprint, days) {
      const read = document.read()
      return read.ok ? document.write({ ...read.value, [thumbprint]: [...days] }) : read
    },
  }
}
