import { z } from 'zod'
import { bytes, openDocument } from './document.ts'

/**
 * The bank's CA certificates as it last published them (`authorities.json` in `folder`): lets the tray know the
 * bank's certificates without a network. Only a hint for building chains; trust comes from the anchors alone.
 */
export interface Authorities {
  list(): readonly Uint8Array[]
  remember(certificates: readonly Uint8Array[]): void
}

export function openAuthorities(folder: string): Authorities {
  const document = openDocument({ name: 'authorities', folder, schema: z.array(bytes).readonly(), empty: [] })
  return {
    list() {
      const read = document.read()
      return read.ok ? read.value : []
    },
    // A cache that cannot be written is fetched again next time.
    remember: (certificates) => void document.write(certificates),
  }
}
