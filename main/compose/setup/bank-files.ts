/** Bank files, put together: read and written by storage, fetched by the bank's transport, confirmed in a window. */
import { performance } from 'node:perf_hooks'
import { app, type BrowserWindow } from 'electron'
import type { BankFileQuestion } from '../../../preload/contract.ts'
import { domainOf, fetchBankFile, readableDomain } from '../../bank/bank-file.ts'
import type { ProxySignIn } from '../../bank/proxy/sign-in.ts'
import { createTransport } from '../../bank/transport/transport.ts'
import { beginAnew } from '../../desktop/lifecycle/begin-anew.ts'
import { withoutBankFile } from '../../desktop/lifecycle/opened-file.ts'
import { type BankFiles, createBankFiles } from '../../desktop/setup/bank-files.ts'
import { createTries } from '../../desktop/setup/tries.ts'
import type { Recorder } from '../../logging/events.ts'
import { failure, type Failure, success } from '../../renewal/errors.ts'
import { bankFileCode, isSameCode } from '../../storage/bank-file/code.ts'
import { type BankFile, loadBankFile, readBankFile } from '../../storage/bank-file/read.ts'
import { longestBankFile } from '../../storage/bank-file/schema.ts'
import { takeOverBankFile } from '../../storage/bank-file/take-over.ts'
import { openWatchedBanks, toldBankOf } from '../../storage/bank-file/watched-banks.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { managedNetwork } from '../../storage/managed-policy/network.ts'
import { isWorkUnderWay } from '../../storage/work-under-way.ts'

/** Of this start, as far as bank files are concerned. */
export interface BankFileContext {
  readonly managed: ManagedPolicy
  /** This user's settings file, which a bank file becomes. */
  readonly settingsFile: string
  /** Settings are named by the command line or the environment: the usual file would not be read. */
  readonly named: boolean
  readonly stateRoot: string
  readonly record: Recorder
}

interface BankFilesOptions {
  readonly context: BankFileContext
  /** The bank in the settings; undefined: there is none. */
  readonly present: string | undefined
  /** Is anything half done for the banks in the settings, which the journals do not tell yet? */
  readonly isWorkInProgress: () => boolean
  /** Once what is only being looked through is done. */
  readonly settled: () => Promise<unknown>
  readonly openWindow: () => BrowserWindow
  readonly ask: (question: BankFileQuestion, parent: BrowserWindow) => Promise<boolean>
  readonly proxy: Pick<ProxySignIn, 'answer'>
  readonly onView: () => void
}

/** Why users of this machine may not set their bank by a bank file. */
export function forbidsBankFiles({ settings, failure: wrong }: ManagedPolicy): Failure | undefined {
  if (settings.bank !== undefined || settings.otherBanks !== undefined) return failure('bank-file.managed').failure
  const forbidden = settings.bankFiles === 'forbid'
  return forbidden ? failure('bank-file.forbidden', { cause: wrong?.code }).failure : undefined
}

export function composeBankFiles(options: BankFilesOptions): BankFiles {
  const { context, present, isWorkInProgress, settled, openWindow, ask, proxy, onView } = options
  const { managed, settingsFile, named, stateRoot, record } = context
  const codes = new WeakMap<BankFile, Promise<string>>()
  function codeOf(file: BankFile): Promise<string> {
    const known = codes.get(file) ?? bankFileCode(file.bytes)
    codes.set(file, known)
    return known
  }
  const isUnderWay = (): boolean => present !== undefined && (isWorkInProgress() || isWorkUnderWay(stateRoot))

  return createBankFiles({
    async hindrance() {
      const forbidden = forbidsBankFiles(managed)
      if (forbidden !== undefined) return forbidden
      if (named) return failure('bank-file.named-elsewhere').failure
      await settled()
      return isUnderWay() ? failure('bank-file.under-way', { retry: 'later' }).failure : undefined
    },
    async load(file) {
      const bytes = await loadBankFile(file)
      return bytes.ok ? readBankFile(bytes.value) : bytes
    },
    domain: domainOf,
    async fetch(host) {
      const clock = Date.now
      const network = managedNetwork(managed.settings)
      const transport = createTransport({ trust: 'system', ...network, clock, proxyCredentials: proxy.answer })
      const bytes = await fetchBankFile(host, transport, { longest: longestBankFile, clock })
      const read = bytes.ok ? readBankFile(bytes.value) : bytes
      return read.ok ? success({ file: read.value, readable: readableDomain(host) }) : read
    },
    isCode: async (code, file) => isSameCode(code, await codeOf(file)),
    confirm: (question) => ask(question, openWindow()),
    takeOver(file) {
      const told = toldBankOf(file.content)
      const taken =
        told === undefined
          ? takeOverBankFile(file.content, settingsFile, new Date())
          : openWatchedBanks(stateRoot).add(told)
      if (taken.ok) record('bank-file.taken')
      else record('bank-file.failed', { code: taken.failure.code })
      return taken
    },
    tries: createTries(() => performance.now()),
    present,
    restart() {
      beginAnew(withoutBankFile(process.argv.slice(1)).filter((argument) => argument !== '--hidden'))
      app.exit(0)
    },
    onView,
  })
}
