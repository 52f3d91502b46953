/** An unattended run beside the app is handed over to it: both ends of that. */
import { createHash } from 'node:crypto'
import { app } from 'electron'
import type { CommandLine } from '../../cli/command-line.ts'
import type { Command } from '../../cli/unattended/command.ts'
import { finish, type Line, lineSchema, print, type Printer } from '../../cli/unattended/lines.ts'
import { exitCodes, outcomeOf } from '../../cli/unattended/outcomes.ts'
import { addressIn } from '../../handover/address.ts'
import { askApp } from '../../handover/ask.ts'
import { listenForRuns, type Taker } from '../../handover/listen.ts'
import { handedOver, type Request } from '../../handover/messages.ts'
import type { Recorder } from '../../logging/events.ts'
import { failure, type Result } from '../../renewal/errors.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { managedNetwork } from '../../storage/managed-policy/network.ts'
import type { BankConfiguration } from '../../storage/settings/configuration.ts'
import type { BankDesk } from '../banks/bank-desk.ts'
import { chooseBank, configure, idsOf, isAnsweredYes } from '../configuration.ts'
import type { BankContext } from '../core.ts'
import { atEachBank } from './each-bank.ts'

/** Who does the work of runs, once that is known; until then they wait. */
export type LeadRuns = (take: Taker['take']) => void

/** Listens for runs until this process, which holds the lock of the single instance, ends. */
export function listenBeside(record: Recorder): LeadRuns {
  let lead: LeadRuns = () => undefined
  const led = new Promise<Taker['take']>((resolve) => (lead = resolve))
  const take: Taker['take'] = async (request, tell) => (await led)(request, tell)
  void open().catch(() => record('app.channel-failed', { code: 'internal' }))
  return lead

  async function open(): Promise<void> {
    const address = await addressIn(app.getPath('userData'))
    const opened = address.ok ? await listenForRuns(address.value, { version: app.getVersion(), take }) : address
    if (!opened.ok) return record('app.channel-failed', { code: opened.failure.code })
    app.once('quit', opened.value.close)
  }
}

/** Of an unattended run: another one waits for its turn. */
export const takeNone: Taker['take'] = async () =>
  failure('handover.work-in-progress', { retry: 'later', cause: 'another run' }).failure

/** Of an app that knows no bank yet. */
export const knowNone: Taker['take'] = async () =>
  failure('handover.other-settings', { retry: 'later', cause: 'no bank is set' }).failure

/** Of the app with its banks. */
export const takeWith =
  (desks: readonly Pick<BankDesk, 'id' | 'take'>[], banks: readonly BankContext[]): Taker['take'] =>
  async (request, tell) => {
    const { bank: id = '', settings } = request
    const desk = desks.find((one) => one.id === id)
    const context = banks.find(({ configuration }) => (configuration.id ?? '') === id)
    const isKnown = context !== undefined && fingerprintOf(context.configuration, context.managed) === settings
    if (desk === undefined || !isKnown) return failure('handover.other-settings', { retry: 'later' }).failure
    return desk.take(request, tell)
  }

/**
 * Has the app that holds the lock of the single instance do what this run was started for. Resolves with the exit code,
 * after the closing line.
 */
export async function handOver(command: Command, options: CommandLine, managed: ManagedPolicy): Promise<number> {
  const configuration = options.allBanks ? configure(options, managed) : undefined
  // What is wrong with it is told as for one bank.
  if (configuration?.ok !== true) return handOverOne(command, options, managed, print)
  return atEachBank(command, idsOf(configuration.value), (bank, to) =>
    handOverOne(command, { ...options, bank }, managed, to),
  )
}

async function handOverOne(
  command: Command,
  options: CommandLine,
  managed: ManagedPolicy,
  to: Printer,
): Promise<number> {
  const version = app.getVersion()
  const request = requestFor(command, options, managed, version)
  let exit: number | undefined
  const asked = request.ok ? await ask(request.value) : request
  if (asked.ok && exit !== undefined) return exit
  const failed = asked.ok ? failure('internal').failure : asked.failure
  return finish(command, outcomeOf(failed), Date.now(), { version, failure: failed }, to)

  async function ask(asking: Request): Promise<Result<void>> {
    const address = await addressIn(app.getPath('userData'))
    if (!address.ok) return address
    return askApp(address.value, asking, (said) => {
      const line = lineSchema.safeParse(said)
      if (!line.success || !isOf(line.data)) return 'no-line'
      to(line.data)
      if (line.data.event !== 'result') return 'more'
      exit = exitCodes[line.data.outcome]
      return 'last'
    })
  }

  /** A line that this run might have printed itself. */
  function isOf(line: Line): boolean {
    return line.event !== 'result' || (line.command === command && line.exitCode === exitCodes[line.outcome])
  }
}

function requestFor(command: Command, options: CommandLine, managed: ManagedPolicy, version: string): Result<Request> {
  const passed = handedOver.find((one) => one === command)
  if (passed === undefined) return failure('handover.not-possible', { retry: 'later' })
  const configuration = configure(options, managed)
  if (!configuration.ok) return configuration
  const bank = chooseBank(configuration.value, options.bank)
  if (!bank.ok) return bank
  return {
    ok: true,
    value: {
      version,
      command: passed,
      yes: isAnsweredYes(options, managed),
      ...(options.thumbprint === undefined ? {} : { thumbprint: options.thumbprint }),
      ...(options.bank === undefined ? {} : { bank: options.bank }),
      settings: fingerprintOf(bank.value.chosen, managed),
    },
  }
}

/** SHA-256 (hex) of all that says which bank is asked, how, and by which way. */
function fingerprintOf(bank: BankConfiguration, { settings }: Pick<ManagedPolicy, 'settings'>): string {
  const written = JSON.stringify({ bank, network: managedNetwork(settings) }, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  )
  return createHash('sha256').update(written).digest('hex')
}
