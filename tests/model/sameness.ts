/**
 * When two worlds are one. Left out of a world's key is what nothing that may still happen depends on, so that every
 * course of the one is a course of the other; sameness.test.ts holds it against worlds of which nothing is left out.
 */
import { isHopeless, type RenewalState } from '../../main/renewal/machine/machine.ts'
import { isUnfinished } from '../../main/renewal/take-up.ts'
import { type World, year } from './world.ts'

/** Two worlds with the same key are one; what it has cost to come there is no part of it. */
export type KeyOf = (world: World) => string

export const keyOf: KeyOf = (world) => {
  const { now, journal, backup, issued, forgotten, heard, proven, excuses } = world
  let text = frameOf(world, (state) => stateText(state, now))
  text += keptText(journal.kept, now)
  if (backup !== undefined) text += ` b${stateText(backup.state, now)}${keptText(backup.kept, now)}`
  // What has begun has begun; only what is still to begin counts the seconds.
  for (const { key, begins, revoked } of issued)
    text += ` i${key}${begins > now ? `+${begins - now}` : ''}${revoked ? 'r' : ''}`
  // One excuse is as good as three.
  return `${text} f${setText(forgotten)} h${setText(heard)} p${setText(proven)}${excuses.length > 0 ? ' e' : ''}`
}

const parts = new Map<string, object>()
/** Each of those that are shared, by its number: what is made of such parts is told in few words. */
const numbers = new Map<object, number>()

/** Makes a world of parts that others have, too: a value is held in memory only once. */
export function shared(world: World): World {
  return {
    ...world,
    app: sharedApp(world.app),
    journal: sharedJournal(world.journal),
    backup: sharedBackup(world.backup),
    keys: share(world.keys),
    held: share(world.held),
    issued: share(world.issued),
    pending: share(world.pending),
    forgotten: share(world.forgotten),
    heard: share(world.heard),
    proven: share(world.proven),
    excuses: share(world.excuses),
  }
}

const numberOf = (part: object | undefined): number => (part === undefined ? -1 : numbers.get(part)!)

type Journal = World['journal']
type Backup = NonNullable<World['backup']>

function sharedApp(app: World['app']): World['app'] {
  if (app === undefined || numbers.has(app)) return app
  const state = share(app.state)
  return alike(`app ${numberOf(state)} ${app.working}`, { state, working: app.working })
}

function sharedJournal(journal: Journal): Journal {
  if (numbers.has(journal)) return journal
  const state = share(journal.state)
  const kept = sharedStates(journal.kept)
  const { damaged } = journal
  return alike(`journal ${numberOf(state)} ${numberOf(kept)} ${damaged}`, { state, kept, damaged })
}

function sharedBackup(backup: World['backup']): World['backup'] {
  if (backup === undefined || numbers.has(backup)) return backup
  const state = share(backup.state)
  const kept = sharedStates(backup.kept)
  return alike(`backup ${numberOf(state)} ${numberOf(kept)}`, { state, kept })
}

function sharedStates(states: Backup['kept']): Backup['kept'] {
  if (numbers.has(states)) return states
  const own = states.map(share)
  return alike(`states ${own.map(numberOf).join()}`, own)
}

const share = <T extends object | undefined>(part: T): T =>
  part === undefined || numbers.has(part) ? part : alike(valueText(part), part)

/** The part that is called so: this one, if it is the first. */
function alike<T extends object>(text: string, part: T): T {
  const known = parts.get(text)
  if (known !== undefined) return known as T
  parts.set(text, part)
  numbers.set(part, numbers.size)
  return part
}

/** With everything that there is. */
export const wholeKeyOf: KeyOf = (world) => {
  const { now, journal, backup, issued, forgotten, heard, proven, excuses } = world
  return (
    frameOf(world, valueText) +
    valueText({ now, kept: journal.kept, backup, issued, forgotten, heard, proven, excuses })
  )
}

/** What nothing is left out of: the app, its journal, the key store, and how long the bank keeps somebody waiting. */
function frameOf(
  { app, journal, skew, keys, held, pending }: World,
  textOf: (state: RenewalState | undefined) => string,
): string {
  const entered = textOf(journal.state)
  let text = `${skew} ${journal.damaged ? 'd' : ''} ${entered}`
  if (app === undefined) text += ' off'
  else {
    const state = textOf(app.state)
    text += `${app.working ? 'w' : 'i'}${state === entered ? '' : state}`
  }
  for (const { id, name } of keys) text += ` ${id}=${name.slice(-1)}`
  for (const { certificate, retired } of held) text += ` h${certificate}${retired ? 'r' : ''}`
  for (const { key, asked } of pending) text += ` p${key}.${asked}`
  return text
}

/** Of those that have ended, which they are; of the others, which comes first, too. */
function keptText(kept: readonly RenewalState[], now: number): string {
  let text = ''
  const ended = new Set<string>()
  for (const one of kept) {
    if (isUnfinished(one)) text += ` k${stateText(one, now)}`
    else ended.add(one.id)
  }
  return `${text} e${[...ended].sort().join()}`
}

const setText = (all: readonly number[]): string => (all.length < 2 ? all : [...new Set(all)].sort()).join()

const written = new WeakMap<object, string>()

/** What failed, and why, decides nothing but whether another certificate helps. */
function stateText(state: RenewalState | undefined, now: number): string {
  if (state === undefined) return '-'
  let text = written.get(state)
  if (text === undefined) {
    const { step } = state
    const at = state.step === 'stalled' ? state.at : state
    text = `${state.id}${step}`
    if (state.step === 'stalled') text += `${isHopeless(state) ? '!' : ''}${at.step}`
    if ('request' in at) text += `q${at.request.join('.')}`
    if ('certificate' in at) {
      const { certificate, confirmation, unconfirmed } = at
      text += `c${certificate.join('.')}${confirmation === undefined ? '' : 'y'}${unconfirmed === undefined ? '' : 'n'}`
    }
    text += openText(at, step === 'requesting')
    if (state.step === 'discarding') text += `${state.failure === undefined ? '' : 'f'}${state.keeps ? 'k' : ''}`
    if (state.step === 'ended') text += state.keyName ?? ''
    written.set(state, text)
  }
  return state.step === 'waiting' ? text + awaitedText(state.retryAt / 1000 - now) : text
}

/** Whether a sending is open, beside the one that is being made. */
function openText(at: object & { readonly step: string; readonly sendings?: number }, isSending: boolean): string {
  if (at.step === 'making-request') return `s${Math.min(at.sendings ?? 0, 1)}`
  return 'request' in at ? `s${Math.min(at.sendings ?? 1, isSending ? 2 : 1)}` : ''
}

/** Seconds are near, whatever their number; years are what the clock has jumped. */
const awaitedText = (seconds: number): string =>
  `${Math.round(seconds / year)}${seconds > Math.round(seconds / year) * year ? '+' : ''}`

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Uint8Array) return value.join('.')
  let text = '('
  for (const name in value) {
    const part = (value as Record<string, unknown>)[name]
    // Why something failed, in words, changes nothing.
    if (part !== undefined && name !== 'cause') text += `${name}:${valueText(part)} `
  }
  return `${text})`
}
