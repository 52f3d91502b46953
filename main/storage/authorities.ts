import { z } from 'zod'
import { findSuccessions, type Succession, withSuccessors } from '../x509/chain/rollover.ts'
import { bytes, openDocument } from './document.ts'

/** What is known of the bank's CAs: which to trust, and which others help to build chains. All DER. */
export interface Authorities {
  /**
   * The configured trust anchors and the roots that succeeded them. Always the same array, to which a take-over adds:
   * whoever was given it when the app started trusts a new root from then on.
   */
  readonly trustAnchors: readonly Uint8Array[]
  /**
   * The bank's CA certificates as it last published them (`authorities.json`): lets the tray know the bank's
   * certificates without a network. Only a hint; trust comes from the anchors alone.
   */
  list(): readonly Uint8Array[]
  /**
   * Keeps what the bank publishes, and takes over a new root that an anchor vouches for (`successions.json`, where the
   * proof lies, not the trust: it is checked again at each start). Returns the roots that are new.
   *
   * @param now ms since the epoch
   */
  remember(certificates: readonly Uint8Array[], now: number): readonly Uint8Array[]
}

const succession = z.object({ root: bytes, link: bytes, since: z.number() }) satisfies z.ZodType<Succession, unknown>

export function openAuthorities(folder: string, configured: readonly Uint8Array[]): Authorities {
  const published = openDocument({ name: 'authorities', folder, schema: z.array(bytes).readonly(), empty: [] })
  const followed = openDocument({ name: 'successions', folder, schema: z.array(succession).readonly(), empty: [] })
  const known = (): readonly Succession[] => {
    const read = followed.read()
    return read.ok ? read.value : []
  }
  const trustAnchors = [...withSuccessors(configured, known())]
  /** Heard in this run: without it a disk that takes nothing would make the bank's certificates look absent. */
  let heard: readonly Uint8Array[] | undefined

  return {
    trustAnchors,
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
      trustAnchors.push(...roots)
      return roots
    },
  }
}
