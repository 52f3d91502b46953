/** What the app's window shows while all that works behind it is still being loaded. */
import { userInfo } from 'node:os'
import type { Opening } from '../../../preload/contract.ts'
import { draw } from '../../desktop/flow/draw.ts'
import { firstState } from '../../desktop/flow/state.ts'
import { addressAmong } from '../../desktop/lifecycle/addresses.ts'
import { bankFileAmong } from '../../desktop/lifecycle/opened-file.ts'
import { showColours } from '../../desktop/windows/look/colours.ts'
import type { CommandLine } from '../../cli/command-line.ts'
import { createLock } from '../../renewal/lock.ts'
import { findPutAside, isUnfinished } from '../../renewal/take-up.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import type { PreferenceStore } from '../../storage/preferences.ts'
import { openJournal } from '../../storage/journal/journal.ts'
import { openLockRecord } from '../../storage/renewal-lock.ts'
import { openLastKnown } from '../../storage/told/last-known.ts'
import { toldBank } from '../banks/told-bank.ts'
import { configure } from '../configuration.ts'
import { composePolicy } from '../policy/in-force.ts'

interface OpeningOptions {
  /** Of the start: a bank file or an address among them leads to another window. */
  readonly args: readonly string[]
  readonly commandLine: CommandLine
  readonly managed: ManagedPolicy
  readonly stateFolder: string
  readonly preferences: PreferenceStore
}

/**
 * ログイン, as the flow draws it before it has looked at anything: from the settings and the policy as they are now, with
 * the certificates that the run before found. Nothing of it is acted upon; what the flow itself draws takes its place.
 * undefined where that is another window, or may be: nothing must be seen that is taken back a moment later.
 */
export function openingOf(options: OpeningOptions): Opening | undefined {
  const { args, commandLine, managed, stateFolder, preferences } = options
  if (addressAmong(args) !== undefined || bankFileAmong(args, '/') !== undefined) return undefined
  const kept = preferences.read()
  if (!kept.ok || kept.value.introduced !== true || managed.failure !== undefined) return undefined
  const configured = configure(commandLine, managed)
  if (!configured.ok || configured.value.otherBanks.length > 0) return undefined
  const configuration = configured.value
  const locked = createLock(openLockRecord(stateFolder), Date.now).standing()
  if (!locked.ok || locked.value !== undefined || !isAtRest(stateFolder)) return undefined
  const lastKnown = openLastKnown(stateFolder).read()
  const { bankName, cmpUrl, portalUrl, bankingUrl, enrolUser, colours } = configuration
  showColours(colours)
  const view = draw(firstState, {
    bank: {
      bankName,
      user: userInfo().username,
      renewsInGrace: cmpUrl !== undefined,
      hasPortal: portalUrl !== undefined,
      canOpenBanking: bankingUrl !== undefined,
      enrolUser,
    },
    now: Date.now(),
    // A failure of what is kept of it is for the log, which is opened later and reads it once more.
    policy: composePolicy({ configuration, stateFolder, managed, record: () => undefined }).current(),
    certificates: [],
    faulty: [],
    lastKnown: lastKnown.ok ? lastKnown.value : [],
    renewal: undefined,
    issued: undefined,
    bankHost: '',
    isShown: true,
    isLocked: false,
    history: [],
    silence: undefined,
  })
  const bank = toldBank(configuration)
  return { banks: { shown: bank.id, banks: [bank] }, view }
}

/** Is nothing half done, as far as the journal can be read? Changes nothing in it. */
function isAtRest(stateFolder: string): boolean {
  const journal = openJournal(stateFolder)
  const loaded = journal.load()
  if (!loaded.ok || findPutAside(journal.kept()) !== undefined) return false
  return loaded.value === undefined || !isUnfinished(loaded.value)
}
