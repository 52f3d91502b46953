import { z } from 'zod'
import type { Result } from '../../renewal/errors.ts'
import { nothingShown, type ReminderRecord } from '../../renewal/certificates/reminders.ts'
import { instant, openDocument } from '../document.ts'

/** What came of the last notification that was handed to the operating system. */
export interface NoticeDelivery {
  /** ms since the epoch */
  readonly time: number
  readonly shown: boolean
  /** In the operating system's own words; only where it was not shown. */
  readonly reason?: string | undefined
}

/** What was said about each certificate (`notices.json`, by thumbprint), and if it got through (`delivery.json`). */
export interface Notices {
  read(thumbprint: string): Result<ReminderRecord>
  write(thumbprint: string, record: ReminderRecord): Result<void>
  lastDelivery(): Result<NoticeDelivery | undefined>
  delivered(delivery: NoticeDelivery): Result<void>
}

const shown = z.array(z.number())
const record = z.object({ shown, snoozedUntil: instant.exactOptional(), muted: z.boolean().exactOptional() })
const delivery = z.object({ time: instant, shown: z.boolean(), reason: z.string().optional() })

/** @param before where a certificate that this folder tells nothing of may have been reminded of, by others */
export function openNotices(folder: string, before?: string): Notices {
  const open = (where: string) =>
    openDocument({
      name: 'notices',
      folder: where,
      // Version 0.1 kept the rungs alone.
      schema: z.record(z.string(), z.union([record, shown])),
      empty: {},
    })
  const records = open(folder)
  const earlier = before === undefined || before === folder ? undefined : open(before).read()
  const last = openDocument({ name: 'delivery', folder, schema: delivery.nullable(), empty: null })
  return {
    read(thumbprint) {
      const read = records.read()
      if (!read.ok) return read
      const found =
        read.value[thumbprint] ?? (earlier?.ok === true ? earlier.value[thumbprint] : undefined) ?? nothingShown
      return { ok: true, value: 'shown' in found ? found : { shown: found } }
    },
    write(thumbprint, value) {
      const read = records.read()
      return read.ok ? records.write({ ...read.value, [thumbprint]: { ...value, shown: [...value.shown] } }) : read
    },
    lastDelivery() {
      const read = last.read()
      return read.ok ? { ok: true, value: read.value ?? undefined } : read
    },
    delivered: (value) => last.write(value),
  }
}
