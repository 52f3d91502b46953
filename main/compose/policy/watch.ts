/** The managed policy while the app is in the tray: read again at each check, and acted on where it has changed. */
import { isDeepStrictEqual } from 'node:util'
import type { Recorder } from '../../logging/events.ts'
import { failure, type Result } from '../../renewal/errors.ts'
import { type ManagedPolicy, noPolicy } from '../../storage/managed-policy/managed-policy.ts'
import type { ManagedSettings } from '../../storage/managed-policy/schema.ts'

export interface PolicyWatchPorts {
  /** Never a half: a wrong one comes with its failure. */
  read(): Promise<ManagedPolicy>
  /** Takes longer than whoever writes a policy value by value, or takes an old one away first. */
  settle(): Promise<void>
  followSchedule(schedule: ManagedSettings['schedule']): Promise<void>
  /** Begins the app anew, where nobody uses it and nothing goes on. @returns whether it does */
  beginAnew(): boolean
  /** The names of settings that wait for a new start, for status lines. */
  readonly note: { read(): Result<readonly string[]>; write(waiting: readonly string[]): Result<void> }
  readonly record: Recorder
}

const unread: ManagedPolicy = { ...noPolicy, failure: failure('internal').failure }

/**
 * A new start follows all of a policy; so does this app where it can begin anew unseen. Until then it goes on under the policy
 * that it was started with, whole, and IT is told so. A policy that has become wrong changes nothing, nor does one that is
 * just being written: Windows takes all values away and sets them anew.
 *
 * @param inForce with which the app was started
 * @returns to be called now and then
 */
export function watchPolicy(inForce: ManagedPolicy, ports: PolicyWatchPorts): () => Promise<void> {
  const { settle, followSchedule, beginAnew, record } = ports
  // Nothing else that is looked at beside it must be missed for it.
  const read = () => ports.read().catch((): ManagedPolicy => unread)
  let { schedule } = inForce.settings
  let told = ''
  let broken = inForce.failure?.code
  let known = inForce.settings
  note([])

  function note(waiting: readonly string[]): void {
    const before = ports.note.read()
    if (!before.ok || before.value.join() !== waiting.join()) ports.note.write(waiting)
  }

  async function isSettled(now: ManagedPolicy): Promise<boolean> {
    if (isDeepStrictEqual(now.settings, known)) return true
    await settle()
    const again = await read()
    if (again.failure !== undefined || !isDeepStrictEqual(again.settings, now.settings)) return false
    known = now.settings
    return true
  }

  return async () => {
    const now = await read()
    if (now.failure?.code !== broken) {
      broken = now.failure?.code
      if (broken !== undefined) record('policy.error', { code: broken })
    }
    if (now.failure !== undefined || !(await isSettled(now))) return
    if (now.settings.schedule !== schedule) {
      schedule = now.settings.schedule
      record('policy.changed', { settings: 1 })
      await followSchedule(schedule)
    }
    const waiting = changedIn(inForce.settings, now.settings).filter((name) => name !== 'schedule')
    const text = JSON.stringify([waiting, now.settings])
    if (waiting.length === 0) told = ''
    else if (beginAnew()) return record('policy.changed', { settings: waiting.length })
    else if (text !== told) {
      told = text
      record('policy.waits', { settings: waiting.length })
    }
    note(waiting)
  }
}

/** The names of settings that are not the same. */
function changedIn(before: ManagedSettings, after: ManagedSettings): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof ManagedSettings>
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).toSorted()
}
