import { z } from 'zod'
import type { Authorities } from '../renewal/ports.ts'
import { budgetOf } from '../x509/chain/budget.ts'
import { checkChain } from '../x509/chain/chain.ts'
import { findSuccessions, type Succession, withSuccessors } from '../x509/chain/rollover.ts'
import { readCertificate } from '../x509/read.ts'
import { type Document, bytes, openDocument } from './document.ts'

const succession = z.object({ root: bytes, link: bytes, since: z.number() }) satisfies z.ZodType<Succession, unknown>

/** More than a bank has in decades; those that ended first go first. */
const maximumKept = 64
/** Octets. So many of a size that no CA's certificate has would be more than a record of ours may be, and is then not read. */
const longestKept = 64 * 1024
/** A bank's roots follow each other every ten years or so; each is checked again, for 5 to 10 ms, at every start. */
const maximumFollowed = 8

export function openAuthorities(folder: string, configured: readonly Uint8Array[]): Authorities {
  const list = (name: string) => openDocument({ name, folder, schema: z.array(bytes).readonly(), empty: [] })
  const published = list('authorities')
  const believed = list('issuers')
  const followed = openDocument({ name: 'successions', folder, schema: z.array(succession).readonly(), empty: [] })
  let trustAnchors = withSuccessors(configured, contentOf(followed).slice(0, maximumFollowed))
  /** Heard in this run: without it a disk that takes nothing would make the bank's certificates look absent. */
  let heard: readonly Uint8Array[] | undefined
  let kept: readonly Uint8Array[] | undefined
  let whole: readonly Uint8Array[] | undefined

  const lastPublished = (): readonly Uint8Array[] => heard ?? contentOf(published)
  const everBelieved = (): readonly Uint8Array[] => kept ?? contentOf(believed)

  /** Checked once, with the budget of the answer: what was found to be the bank's stays known. */
  function learn(certificates: readonly Uint8Array[], now: number): void {
    const before = everBelieved()
    const budget = budgetOf(certificates)
    const around = [...certificates, ...before]
    const found = certificates.filter((der) => {
      if (der.length > longestKept || isAmong(der, before) || isAmong(der, trustAnchors)) return false
      const facts = readCertificate(der)
      if (!facts.ok || !facts.value.authority) return false
      return checkChain(der, around, trustAnchors, { now, purpose: 'any', budget }).ok
    })
    if (found.length === 0) return
    kept = [...before, ...found].sort((a, b) => endOf(b) - endOf(a)).slice(0, maximumKept)
    whole = undefined
    void believed.write(kept)
  }

  return {
    trustAnchors: () => trustAnchors,
    list() {
      // One list for as long as nothing changes: what is read from its certificates is remembered by them.
      whole ??= union(lastPublished(), everBelieved())
      return whole
    },
    learn,
    // What cannot be written is fetched, or found, again by the next run.
    remember(certificates, now) {
      // What it published before was no longer asked about since: a version before this one had kept that alone.
      const before = lastPublished()
      // The same again: one list as before, and nothing to be written.
      heard = isSame(certificates, before) ? before : certificates
      if (heard !== before) {
        whole = undefined
        void published.write(certificates)
      }
      // Those of an anchor that is configured no more make room.
      const taken = contentOf(followed).filter(({ root }) => isAmong(root, trustAnchors))
      const found = findSuccessions(certificates, trustAnchors, now).slice(0, maximumFollowed - taken.length)
      const roots = found.map(({ root }) => root)
      if (found.length > 0) {
        void followed.write([...taken, ...found])
        trustAnchors = [...trustAnchors, ...roots]
      }
      learn(certificates, now)
      learn(before, now)
      return roots
    },
  }
}

function contentOf<T>(document: Document<readonly T[]>): readonly T[] {
  const read = document.read()
  return read.ok ? read.value : []
}

function isAmong(der: Uint8Array, others: readonly Uint8Array[]): boolean {
  return others.some((other) => Buffer.from(other).equals(der))
}

function isSame(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  return one.length === other.length && one.every((der, at) => Buffer.from(der).equals(other[at]!))
}

function union(first: readonly Uint8Array[], second: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...first, ...second.filter((der) => !isAmong(der, first))]
}

function endOf(der: Uint8Array): number {
  const facts = readCertificate(der)
  return facts.ok ? facts.value.notAfter : 0
}
