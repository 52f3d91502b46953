import { parseArgs } from 'node:util'
import { failure, type Result, success } from '../renewal/errors.ts'
import type { Setting } from '../storage/settings/setting.ts'
import { type Command, commands } from './unattended/command.ts'

export const demoCertificates = ['valid', 'due', 'grace', 'lapsed', 'absent', 'two'] as const
export type DemoCertificate = (typeof demoCertificates)[number]

const schedules = ['daily', 'off'] as const

/** What is told without doing anything. */
export type Told = 'help' | 'version'

export interface CommandLine {
  readonly demo:
    | { readonly certificate: DemoCertificate /** kept between runs when given */; readonly folder: string | undefined }
    | undefined
  readonly unattended: Command | undefined
  /** Print what the key store holds for the bank, and end. */
  readonly diagnose: 'text' | 'json' | undefined
  /** Write a zip file for help desks here, and end. */
  readonly supportBundle: string | undefined
  /** Check this bank file, print its confirmation code, and end. */
  readonly bankFileCode: string | undefined
  /** Have the system's scheduler renew once a day, or no more, and end. */
  readonly schedule: 'daily' | 'off' | undefined
  /** Both confirmations are answered with はい; for unattended runs, also by --schedule. */
  readonly yes: boolean
  /** The certificate that an unattended run is about (SHA-256, hex); needed where several are due. */
  readonly thumbprint: string | undefined
  /** Who enrols unattended, where the settings do not say. */
  readonly customerId: string | undefined
  readonly configurationFile: string | undefined
  /** Of several banks, the one that an unattended run or a diagnosis is about; undefined: the first. */
  readonly bank: string | undefined
  /** An unattended renewal is about all banks, one after the other. */
  readonly allBanks: boolean
  readonly settings: Readonly<Partial<Record<Setting, string>>>
  /** Start into the tray, without a window. */
  readonly hidden: boolean
  /** A check of a bank may have certificates issued. */
  readonly issue: boolean
  /** Certificates of this user’s that a check of a bank tries: an expired and a revoked one, by SHA-256. */
  readonly expired: string | undefined
  readonly revoked: string | undefined
  /** Where a check of a bank writes its page. */
  readonly report: string | undefined
}

const own = {
  demo: { type: 'boolean' },
  'demo-certificate': { type: 'string' },
  'demo-folder': { type: 'string' },
  unattended: { type: 'string' },
  status: { type: 'boolean' },
  diagnose: { type: 'boolean' },
  json: { type: 'boolean' },
  'support-bundle': { type: 'string' },
  'bank-file-code': { type: 'string' },
  schedule: { type: 'string' },
  yes: { type: 'boolean' },
  thumbprint: { type: 'string' },
  'customer-id': { type: 'string' },
  config: { type: 'string' },
  bank: { type: 'string' },
  'all-banks': { type: 'boolean' },
  hidden: { type: 'boolean' },
  issue: { type: 'boolean' },
  expired: { type: 'string' },
  revoked: { type: 'string' },
  report: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

/** Names of all options of ours. @param settings as for readCommandLine */
export const optionNames = (settings: readonly Setting[]): string[] => [...Object.keys(own), ...settings]

/** Is help or the version all that is asked for? Whatever else stands beside it, and however wrong that is. */
export function toldOnly(argv: readonly string[]): Told | undefined {
  return (['help', 'version'] as const).find((name) => argv.includes(`--${name}`))
}

/**
 * Is this a run without windows that ends with a result line? Asked of a command line that is wrong, too.
 *
 * @returns the command; `unknown` where none that there is was named
 */
export function unattendedIn(argv: readonly string[]): Command | 'unknown' | undefined {
  const { values } = parseArgs({ args: [...argv], options: own, strict: false, allowPositionals: true })
  if (values['status'] === true) return 'status'
  const { unattended } = values
  if (unattended === undefined) return undefined
  return typeof unattended === 'string' && isOneOf(commands, unattended) ? unattended : 'unknown'
}

/**
 * Reads Koshin's own options. Chromium's switches (`--ozone-platform=...`; which ones is for clean-start.ts to say) and
 * the application folder that a development run passes stand among them and are left alone; a misspelt option of ours
 * cannot be told from one of theirs, but a value that is not allowed fails with config.invalid.
 *
 * @param settings the settings of a bank that may be given as options
 */
export function readCommandLine(argv: readonly string[], settings: readonly Setting[]): Result<CommandLine> {
  const settingOptions = Object.fromEntries(settings.map((setting) => [setting, { type: 'string' as const }]))
  const { values } = parseArgs({
    args: [...argv],
    options: { ...own, ...settingOptions },
    strict: false,
    allowPositionals: true,
  })
  const text = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined)

  const missing = optionNames(settings).find((name) => isText(name) && values[name] === true)
  if (missing !== undefined) return invalid(`--${missing} needs a value`)

  const certificate = text('demo-certificate') ?? 'due'
  if (!isOneOf(demoCertificates, certificate)) {
    return invalid(`--demo-certificate is one of ${demoCertificates.join(', ')}, not ${certificate}`)
  }
  const unattended = values['status'] === true ? 'status' : text('unattended')
  if (unattended !== undefined && !isOneOf(commands, unattended)) {
    return invalid(`--unattended is one of ${commands.join(', ')}, not ${unattended}`)
  }
  const schedule = text('schedule')
  if (schedule !== undefined && !isOneOf(schedules, schedule)) {
    return invalid(`--schedule is one of ${schedules.join(', ')}, not ${schedule}`)
  }
  const named = (['thumbprint', 'expired', 'revoked'] as const).map((name) => [name, digitsOf(text(name))] as const)
  const wrong = named.find(([, digits]) => digits !== undefined && digits.length !== 64)
  if (wrong !== undefined) return invalid(`--${wrong[0]} is a SHA-256 thumbprint of 64 digits`)
  const { thumbprint, expired, revoked } = Object.fromEntries(named)

  const allBanks = values['all-banks'] === true
  const isOfAll = unattended === 'renew' || unattended === 'status'
  if (allBanks && (!isOfAll || text('bank') !== undefined || thumbprint !== undefined))
    return invalid('--all-banks goes with --unattended renew and status, and without --bank and --thumbprint')

  return success({
    demo: values['demo'] === true ? { certificate, folder: text('demo-folder') } : undefined,
    unattended,
    diagnose: values['diagnose'] === true ? (values['json'] === true ? 'json' : 'text') : undefined,
    supportBundle: text('support-bundle'),
    bankFileCode: text('bank-file-code'),
    schedule,
    yes: values['yes'] === true,
    thumbprint,
    customerId: text('customer-id'),
    configurationFile: text('config'),
    bank: text('bank'),
    allBanks,
    settings: Object.fromEntries(
      settings.flatMap((setting) => (text(setting) === undefined ? [] : [[setting, text(setting)]])),
    ),
    hidden: values['hidden'] === true,
    issue: values['issue'] === true,
    expired,
    revoked,
    report: text('report'),
  })
}

/** As certificate viewers show a thumbprint: in capitals, with colons or blanks. */
const digitsOf = (given: string | undefined): string | undefined => given?.toLowerCase().replaceAll(/[^0-9a-f]/g, '')

function isText(name: string): boolean {
  return !(name in own) || own[name as keyof typeof own].type === 'string'
}

function isOneOf<T extends string>(allowed: readonly T[], value: string): value is T {
  return (allowed as readonly string[]).includes(value)
}

function invalid(cause: string): Result<never> {
  return failure('config.invalid', { cause })
}
