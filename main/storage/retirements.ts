import { z } from 'zod'
import { type Document, instant, openDocument } from './document.ts'

const retirement = z.object({ thumbprint: z.string().regex(/^[0-9a-f]{64}$/), since: instant.int() })

/** Since when which certificate is retired: `retirements.json` in `folder`. */
export function openRetirements(folder: string): Document<readonly z.infer<typeof retirement>[]> {
  return openDocument({ name: 'retirements', folder, schema: z.array(retirement).readonly(), empty: [] })
}
