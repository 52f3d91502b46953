import { z } from 'zod'
import { openDocument } from './document.ts'

/** The managed settings that have changed and that the open app does not follow yet: `policy-waits.json` in `folder`. */
export const openPolicyNote = (folder: string) =>
  openDocument({ name: 'policy-waits', folder, schema: z.array(z.string()), empty: [] as string[] })
