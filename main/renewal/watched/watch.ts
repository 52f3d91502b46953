import { lifeStatus } from '../certificates/certificate.ts'
import { done, type Result, success } from '../errors.ts'
import { defaultPolicy, type Policy } from '../policy.ts'
import type { KeyStore, StoredCertificate } from '../ports.ts'
import type { FoundCertificate } from './certificate.ts'
import { type CertificateKind, kindOf } from './kind.ts'
import { successions } from './succession.ts'

/** What the user decided of a line of certificates. */
export interface WatchChoice {
  /** Is the user reminded of it? Without a word, of those that people renew themselves. */
  readonly watched?: boolean
  /** The bank's own page for renewals, as the user saved it: https. */
  readonly page?: string
  /** The thumbprint of its newest certificate when the user last saw it. */
  readonly seen?: string
}

export interface WatchedLine {
  /** {@link FoundCertificate.line} */
  readonly id: string
  readonly newest: FoundCertificate
  readonly kind: CertificateKind
  readonly watched: boolean
  readonly page: string | undefined
  readonly status: 'valid' | 'due' | 'grace' | 'lapsed'
  /** The one before, if the newest has come since the user last looked. */
  readonly renewedFrom: FoundCertificate | undefined
}

/** Where the choices are kept. */
export interface WatchChoices {
  read(): Result<Readonly<Record<string, WatchChoice>>>
  write(choices: Readonly<Record<string, WatchChoice>>): Result<void>
}

interface WatchPorts {
  readonly keyStore: Pick<KeyStore, 'list'>
  /** undefined for what is no certificate. */
  readonly read: (der: Uint8Array) => FoundCertificate | undefined
  readonly choices: WatchChoices
  /** ms since the epoch */
  readonly clock: () => number
}

/** No bank has said otherwise: a month before, and nothing after expiry. */
export const watchPolicy: Policy = { ...defaultPolicy, graceDays: 0 }

const day = 24 * 60 * 60 * 1000
/** What expired so long ago is nobody's any more (ms). */
const forgottenAfter = 365 * day

/** Of lines in their order; one that has lapsed does not hide another that can still be renewed. */
export const mostUrgent = (lines: readonly WatchedLine[]): WatchedLine | undefined =>
  lines.find(({ status }) => status === 'due') ?? lines[0]

/**
 * Every certificate of this computer that somebody may have to renew, whoever issued it. It reads; nothing in a key store
 * is changed, and nobody is asked.
 */
export function createWatch({ keyStore, read: readCertificate, choices, clock }: WatchPorts) {
  /** What was read of each certificate, by thumbprint: none is taken apart at every look. */
  let read: ReadonlyMap<string, FoundCertificate | undefined> = new Map()
  let found: readonly FoundCertificate[] = []

  function lines(): readonly WatchedLine[] {
    const known = choices.read()
    const now = clock()
    return successions(found)
      .filter(({ newest }) => newest.notAfter > now - forgottenAfter && !newest.authority)
      .map(({ newest, replaced }) => {
        const { watched, page, seen } = (known.ok && known.value[newest.line]) || {}
        const kind = kindOf(newest)
        return {
          id: newest.line,
          newest,
          kind,
          watched: watched ?? kind === 'client',
          page,
          status: lifeStatus(newest, watchPolicy, now) as WatchedLine['status'],
          renewedFrom: replaced.find(({ thumbprint }) => thumbprint === seen),
        }
      })
  }

  function change(id: string, changed: WatchChoice): Result<void> {
    const known = choices.read()
    if (!known.ok) return known
    return choices.write({ ...known.value, [id]: { ...known.value[id], ...changed } })
  }

  return {
    lines,
    /** Looks into the key store again; what was found before stays when it cannot be read. */
    async refresh(): Promise<Result<void>> {
      const listed = await keyStore.list()
      if (!listed.ok) return listed
      const before = read
      const look = ({ thumbprint, der }: StoredCertificate) =>
        [thumbprint, before.has(thumbprint) ? before.get(thumbprint) : readCertificate(der)] as const
      read = new Map(listed.value.map(look))
      found = [...read.values()].filter((one) => one !== undefined)
      return remember()
    },
    choose: (id: string, watched: boolean) => change(id, { watched }),
    /** @param page https, or nothing to have none */
    savePage: (id: string, page: string) => change(id, { page }),
    /** The user has seen that the newest has come. */
    acknowledge(id: string): Result<void> {
      const line = lines().find((one) => one.id === id)
      return line === undefined ? done : change(id, { seen: line.newest.thumbprint })
    },
  }

  /** What is there for the first time counts as seen, or no successor could be told from it. */
  function remember(): Result<void> {
    const known = choices.read()
    if (!known.ok) return known
    const isHere = (seen: string | undefined) => found.some(({ thumbprint }) => thumbprint === seen)
    const fresh = lines().filter(({ id }) => !isHere(known.value[id]?.seen))
    if (fresh.length === 0) return success(undefined)
    const seen = fresh.map(({ id, newest }) => [id, { ...known.value[id], seen: newest.thumbprint }] as const)
    return choices.write({ ...known.value, ...Object.fromEntries(seen) })
  }
}
