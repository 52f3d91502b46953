import { z } from 'zod'
import type { WatchChoices } from '../renewal/watched/watch.ts'
import { openDocument } from './document.ts'

const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
const choice = z.object({
  watched: z.boolean().exactOptional(),
  // As the window takes it: the file can be changed by others, and what it names is opened.
  page: z.union([z.literal(''), z.url({ protocol: /^https$/ })]).exactOptional(),
  seen: thumbprint.exactOptional(),
})

/** What the user decided of certificates that no bank's settings are for: `watched.json` in `folder`, by line. */
export function openWatchChoices(folder: string): WatchChoices {
  return openDocument({ name: 'watched', folder, schema: z.record(thumbprint, choice), empty: {} })
}
