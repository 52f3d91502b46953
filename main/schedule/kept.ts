/** What was scheduled last: the systems' own forms of it are not read back. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Result } from '../renewal/errors.ts'
import type { Daily, Errand } from './daily.ts'
import { textIn, writeWhole } from './files.ts'

const schema = z.strictObject({
  program: z.string(),
  args: z.array(z.string()),
  hour: z.int().min(0).max(23),
  minute: z.int().min(0).max(59),
})

/** @param folder of the app's data */
export function keptPlan(folder: string, errand: Errand) {
  const file = path.join(folder, `${errand}.json`)
  return {
    /** undefined where there is none, or none that can be read. */
    read(): Daily | undefined {
      try {
        return schema.safeParse(JSON.parse(textIn(file))).data
      } catch {
        return undefined
      }
    },
    /** Fails with schedule.refused. */
    write: (plan: Daily): Result<void> => writeWhole(file, JSON.stringify(plan)),
    forget: (): void => rmSync(file, { force: true }),
  }
}
