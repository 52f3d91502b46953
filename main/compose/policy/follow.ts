/** What the app in the tray does about a managed policy that has changed. */
import { setTimeout } from 'node:timers/promises'
import { app } from 'electron'
import { addressAmong } from '../../desktop/lifecycle/addresses.ts'
import { beginAnew } from '../../desktop/lifecycle/begin-anew.ts'
import { withoutBankFile } from '../../desktop/lifecycle/opened-file.ts'
import type { Recorder } from '../../logging/events.ts'
import { type ManagedPolicy, machinePolicy, readManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { openPolicyNote } from '../../storage/policy-note.ts'
import { followSchedule } from '../windowless/schedule.ts'
import { watchPolicy } from './watch.ts'

interface Followed {
  readonly managed: ManagedPolicy
  /** Where the state of all banks lies. */
  readonly stateRoot: string
  readonly record: Recorder
  /** Is a window open, or does something go on? */
  readonly isInUse: () => boolean
}

/** ms */
const settling = 3000

/** @returns to be called at each check */
export function followPolicy({ managed, stateRoot, record, isInUse }: Followed): () => Promise<void> {
  return watchPolicy(managed, {
    read: async () => readManagedPolicy(await machinePolicy()),
    settle: () => setTimeout(settling),
    followSchedule: async (schedule) => {
      if (app.isPackaged) await followSchedule(schedule, record)
    },
    beginAnew() {
      if (isInUse()) return false
      beginAnew(intoTray(process.argv.slice(1)))
      app.exit(0)
      return true
    },
    note: openPolicyNote(stateRoot),
    record,
  })
}

/** The same start, without what somebody asked it to show. */
function intoTray(argv: readonly string[]): string[] {
  const kept = withoutBankFile(argv).filter((one) => addressAmong([one]) === undefined && one !== '--hidden')
  return [...kept, '--hidden']
}
