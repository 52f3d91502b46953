import { z } from 'zod'
import type { Result } from '../renewal/errors.ts'
import { openDocument } from './document.ts'

/** What the user chose about the app itself: `preferences.json` in `folder`. */
const schema = z.object({
  /** Absent until it was decided for the first time. */
  startAtLogin: z.boolean().exactOptional(),
  /** The first-run page was read. */
  introduced: z.boolean().exactOptional(),
  /** Is the icon there while nothing is due, too? Absent until it was chosen. */
  tray: z.enum(['always', 'when-due']).exactOptional(),
  /** It was said where the icon goes. */
  toldOfTray: z.boolean().exactOptional(),
  /** When the app last found nothing to stay for (ms since the epoch); 0 once it stayed again. */
  restedAt: z.int().exactOptional(),
  /** Absent: as the operating system has it. */
  language: z.enum(['system', 'ja', 'en']).exactOptional(),
  theme: z.enum(['system', 'light', 'dark']).exactOptional(),
  /** Where the app's window was last, in the screen's own pixels. */
  place: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }).exactOptional(),
  /** How much larger its text was made (Chromium's steps of a fifth), or smaller. */
  zoom: z.number().min(-8).max(9).exactOptional(),
})
export type Preferences = z.infer<typeof schema>

export interface PreferenceStore {
  read(): Result<Preferences>
  change(preferences: Preferences): Result<void>
}

export function openPreferences(folder: string): PreferenceStore {
  const document = openDocument({ name: 'preferences', folder, schema, empty: {} })
  return {
    read: () => document.read(),
    change(preferences) {
      const read = document.read()
      return read.ok ? document.write({ ...read.value, ...preferences }) : read
    },
  }
}
