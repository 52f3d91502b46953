import { z } from 'zod'
import type { Authorities } from '../renewal/ports.ts'
import { findSuccessions, type Succession, withSuccessors } from '../x509/chain/rollover.ts'
import { bytes, openDocument } from './document.ts'

const succession = z.object({ root: bytes, link: bytes, since: z.number() }) satisfies z.ZodType<Succession, unknown>

export function openAuthorities(folder: string, configured: readonly Uint8Array[]): Authorities {
  const published = openDocument({ name: 'authorities', folder, schema: z.array(bytes).readonly(), empty: [] })
  const followed = openDocument({ name: 'successions', folder, schema: z.array(succession).readonly(), empty: [] })
  const known = (): readonly Succession[] => {
    const read = followed.read()
    return read.ok ? read.value : []
  }
  let trustAnchors = withSuccessors(configured, known())
  /** Heard in this run: without it a disk that takes nothing would make the bank's certificates look absent. */
  let heard: readonly Uint8Array[] | undefined

  return {
    trustAnchors: () => trustAnchors,
    list() {
      if (heard !== undefined) return heard
      const read = published.read()
      return read.ok ? read.value : []
    },
    // What cannot be written is fetched, or found, again by the next run.
    remember(certificates, now) {
      heard = certificates
      void published.write(certificates)
      const found = findSuccessions(certificates, trustAnchors, now)
      if (found.length === 0) return []
      void followed.write([...known(), ...found])
      const roots = found.map(({ root }) => root)
      trustAnchors = [...trustAnchors, ...roots]
      return roots
    },
  }
}
