/** The runs without windows: unattended and diagnosis. */
import { existsSync, writeSync } from 'node:fs'
import { app } from 'electron'
import type { CommandLine } from '../../cli/command-line.ts'
import { diagnose, printDiagnosis } from '../../cli/diagnosis/diagnosis.ts'
import { notificationHealth } from '../../desktop/notices/notification-health.ts'
import { language } from '../../desktop/words/words.ts'
import { createProxySignIn } from '../../bank/proxy/sign-in.ts'
import { diagnosisOutcome, exitCodes, type Outcome } from '../../cli/unattended/outcomes.ts'
import { runCommand } from '../../cli/unattended/commands.ts'
import { readOneTimePassword } from '../../cli/unattended/one-time-password.ts'
import { print, type Printer } from '../../cli/unattended/lines.ts'
import { tellStep } from '../../cli/unattended/run.ts'
import type { CustomersCommand } from '../../cli/unattended/command.ts'
import { supportWords } from '../../cli/support-bundle-words.ts'
import type { Details, Recorder } from '../../logging/events.ts'
import { writeBundle } from '../../logging/support-bundle.ts'
import { success } from '../../renewal/errors.ts'
import { findUnusedKeys } from '../../cli/diagnosis/unused-keys.ts'
import { namesInJournals } from '../../storage/journal/journal-names.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { openNotices } from '../../storage/told/notices.ts'
import { openPolicyNote } from '../../storage/policy-note.ts'
import { servedBy } from '../watched/served.ts'
import { watchedNow } from '../watched/status.ts'
import { isAnsweredYes } from '../configuration.ts'
import { composeCore, type BankContext } from '../core.ts'
import { openProxySecrets } from '../passwords/saved.ts'
import { scheduled } from './schedule.ts'
import { collectBundle } from './support-bundle.ts'

/** Where nobody can be asked: what the keyring holds, or nothing. */
export const silentProxySignIn = (managed: ManagedPolicy) =>
  createProxySignIn({ secrets: openProxySecrets(managed), ask: () => Promise.resolve(undefined) })

/** Ends that somebody has to look into; the others tell where the machine stands. */
const broken: ReadonlySet<number> = new Set([
  exitCodes.internal,
  exitCodes['configuration-invalid'],
  exitCodes['bank-unreachable'],
  exitCodes['bank-refused'],
  exitCodes['wrong-answer'],
  exitCodes['key-store-error'],
  exitCodes['policy-error'],
])

/**
 * Does what the command says without windows; resolves with the exit code.
 *
 * @param others the user's other banks, whose certificates are not watched either
 */
export async function runUnattended(
  command: CustomersCommand,
  context: BankContext,
  others: readonly BankContext[],
  options: CommandLine,
  to: Printer = print,
): Promise<number> {
  const yes = isAnsweredYes(options, context.managed)
  let moved = false
  const core = composeCore(context, {
    proxy: silentProxySignIn(context.managed),
    consent: () => Promise.resolve(yes),
    onState(state) {
      moved = true
      tellStep(state, Date.now(), to)
    },
  })
  const ports = {
    ...portsOf(core, context),
    moved: () => moved,
    print: to,
    async watched() {
      const served = await servedBy(others)
      if (!served.ok) return served
      return watchedNow({
        keyStore: context.keyStore,
        stateRoot: context.stateRoot,
        settings: context.managed.settings,
        isServed: (thumbprint) => served.value.has(thumbprint) || core.inventory.find(thumbprint) !== undefined,
      })
    },
    credentials: () => readOneTimePassword(options.customerId ?? context.configuration.enrolUser),
  }
  const began = core.clock()
  const exit = await runCommand(command, ports, { ...options, yes })
  recordEnd(context.record, { command, exit, took: core.clock() - began })
  return exit
}

/** What a command has to work with, whether it runs by itself or was taken on by the app. */
export function portsOf(core: ReturnType<typeof composeCore>, context: BankContext) {
  return {
    ...core,
    keyStore: context.keyStore,
    policy: core.policy.current(),
    version: app.getVersion(),
    policyWaits() {
      const noted = openPolicyNote(context.stateRoot).read()
      return noted.ok ? noted.value : []
    },
    schedule: scheduled,
    diagnose: () => diagnosisOf(core, context),
  }
}

/** @param ended `took` in ms */
export function recordEnd(record: Recorder, ended: Details<'run.ended'> & { readonly exit: number }): void {
  record(broken.has(ended.exit) ? 'run.failed' : 'run.ended', ended)
}

/** Prints what the key store holds for the bank; resolves with the exit code. */
export async function runDiagnosis(context: BankContext, form: 'text' | 'json'): Promise<number> {
  const core = composeCore(context, {
    proxy: silentProxySignIn(context.managed),
    consent: () => Promise.resolve(false),
    onState: () => {},
  })
  const diagnosis = await diagnosisOf(core, context)
  printDiagnosis(diagnosis, form, language())
  return exitCodes[diagnosisOutcome(diagnosis)]
}

/** Writes what a help desk needs into `file`, and prints what is in it; resolves with the exit code. */
export async function runSupportBundle(context: BankContext, file: string): Promise<number> {
  const words = supportWords[language()]
  const end = (outcome: Outcome, text: string): number => {
    writeSync(outcome === 'done' ? 1 : 2, `${text}\n`)
    return exitCodes[outcome]
  }
  // Before anything is asked of the bank.
  if (existsSync(file)) return end('configuration-invalid', words.exists(file))
  const core = composeCore(context, {
    proxy: silentProxySignIn(context.managed),
    consent: () => Promise.resolve(false),
    onState: () => {},
  })
  const files = await collectBundle(core, context, await diagnosisOf(core, context))
  try {
    writeBundle(file, files)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    return code === 'EEXIST'
      ? end('configuration-invalid', words.exists(file))
      : end('internal', words.failed(file, code))
  }
  context.record('support-bundle.written', { files: files.length })
  const list = files.map(({ name, text }) => `  ${name}: ${Buffer.byteLength(text)} ${words.bytes}`)
  return end('done', [words.inside, ...list, words.written(file)].join('\n'))
}

export function diagnosisOf(
  core: ReturnType<typeof composeCore>,
  { configuration, keyStore, stateFolder, stateRoot, managed }: BankContext,
) {
  const { source, failure, locked } = managed
  return diagnose({
    ...(source === undefined ? {} : { managed: { source, settings: [...locked], ...(failure && { failure }) } }),
    lock: core.lock,
    list: () => core.inventory.listAll(),
    async count() {
      const all = await keyStore.list({ retired: true })
      return all.ok ? success(all.value.length) : all
    },
    elsewhere: core.elsewhere,
    unusedKeys: () => findUnusedKeys(keyStore, (names) => namesInJournals(stateRoot, names)),
    checkWritable: () => keyStore.checkWritable(),
    notifications() {
      const last = openNotices(stateFolder).lastDelivery()
      return notificationHealth(last.ok ? last.value : undefined)
    },
    policy: core.policy.current(),
    automatic: core.automatic,
    clock: core.clock,
    version: app.getVersion(),
    bankName: configuration.bankName,
  })
}
