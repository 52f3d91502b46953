/** Everything that outlives a power cut, the app's memory beside it, and what an observer who sees all knows. */
import type { RenewalState } from '../../main/renewal/machine/machine.ts'

/** How a bank is, without anything being broken: real ones differ in each of these. */
export interface Character {
  readonly name: string
  /** Answers a repeated request for the same key with the same certificate. */
  readonly deduplicates: boolean
  /** Its certificates begin before they are issued, so that clocks may differ. */
  readonly backdates: boolean
  /** So many times it says "later" before it issues. */
  readonly patience: number
  /** Revokes the old certificate when it issues the new one. */
  readonly revokesAtIssue: boolean
  /** Signs its answers, and wants to hear that its certificate was taken (CMP). */
  readonly confirms: boolean
  /** Without deduplicating: does it turn a repetition down, as "already renewed"? */
  readonly refusesRepetition: boolean
}

export interface Certificate {
  readonly id: number
  readonly key: number
  readonly what: 'old' | 'good' | 'wrong' | 'foreign'
  /** In ticks. */
  readonly begins: number
  readonly revoked: boolean
}

interface Held {
  readonly certificate: number
  readonly retired: boolean
}

export interface App {
  readonly state: RenewalState | undefined
  /** Is there an effect to be done now? Else it waits for its user or for time. */
  readonly working: boolean
}

export interface World {
  faults: number
  /** Ticks of 1 s since the beginning, and by how much this machine's clock is wrong. */
  now: number
  skew: number
  app: App | undefined
  journal: { state: RenewalState | undefined; kept: readonly RenewalState[]; damaged: boolean }
  /** A copy of the journal that somebody may bring back. */
  backup: { state: RenewalState | undefined; kept: readonly RenewalState[] } | undefined
  keys: readonly { readonly id: number; readonly name: string }[]
  held: readonly Held[]
  /** What the bank has issued for its customer, by number; the first one is the old certificate. */
  issued: readonly Certificate[]
  /** Keys for which the bank holds a request that it has not answered yet, and how often it was asked. */
  pending: readonly { readonly key: number; readonly asked: number }[]
  /** Keys that the bank has forgotten, though it issued for them. */
  forgotten: readonly number[]
  /** What an observer knows. Keys that the bank has had a request for. */
  heard: readonly number[]
  /** Certificates that the bank has recognised over a connection. */
  proven: readonly number[]
  /** What a second certificate is excused by. */
  excuses: readonly string[]
}

export const year = 365 * 24 * 60 * 60
export function firstWorld(): World {
  return {
    faults: 0,
    now: 0,
    skew: 0,
    app: undefined,
    journal: { state: undefined, kept: [], damaged: false },
    backup: undefined,
    keys: [{ id: 0, name: 'old' }],
    held: [{ certificate: 0, retired: false }],
    issued: [{ id: 0, key: 0, what: 'old', begins: -year + 1, revoked: false }],
    pending: [],
    forgotten: [],
    heard: [],
    proven: [],
    excuses: [],
  }
}

/** The parts are never changed in place, so that a copy of the top is a copy of all. */
export const copyOf = (world: World): World => ({ ...world })

/** Numbers from here on are certificates of no use: that of somebody else, and that of a foreign issuer, for each key. */
const useless = { wrong: 100, foreign: 150 }

export const uselessFor = (key: number, what: keyof typeof useless): number => useless[what] + key

export function certificateOf({ issued }: World, id: number): Certificate {
  if (id < useless.wrong) return issued[id]!
  const what = id < useless.foreign ? 'wrong' : 'foreign'
  return { id, key: id - useless[what], what, begins: -1, revoked: false }
}

/** The number of the next renewal: one that left nothing behind is as if it had never been. */
export function nextRenewal({ keys, journal }: World): number {
  const names = [...keys.map(({ name }) => name), ...journal.kept.map(({ id }) => `koshin-${id}`)]
  return 1 + Math.max(0, ...names.map((name) => Number(/^koshin-(\d+)$/.exec(name)?.[1] ?? 0)))
}

/** So many renewals of one certificate are begun, each of which has left something behind. */
export const mostRenewals = 2

/** Is this certificate, in truth, one that works with this key store? */
export function works(world: World, id: number): boolean {
  const one = certificateOf(world, id)
  if (one.revoked || one.what === 'wrong' || one.what === 'foreign') return false
  const held = world.held.some(({ certificate, retired }) => certificate === id && !retired)
  return held && world.keys.some((key) => key.id === one.key) && one.begins <= world.now
}

/** The renewal has come to its end: a new certificate works, and the app says so or has said so. */
export function isRenewed(world: World): boolean {
  return world.issued.some(({ id, what }) => what === 'good' && works(world, id) && world.proven.includes(id))
}
