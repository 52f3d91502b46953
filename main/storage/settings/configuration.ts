import { readFileSync } from 'node:fs'
import path from 'node:path'
import { requireRegularFile } from '../../regular-file.ts'
import { type Result, success } from '../../renewal/errors.ts'
import { jsonMistake, mistakesOf, type SettingsFailure, tellIssues } from './mistakes.ts'
import { defaultPolicy, type Policy } from '../../renewal/policy.ts'
import type { ManagedSettings } from '../managed-policy/schema.ts'
import { longestSettings, parseJson, textOf } from './json-text.ts'
import type { Colours } from './colours.ts'
import { type CmpSigners, readCertificates, readCmpSigners, unread, wrong } from './pem-source.ts'
import type { Setting } from './setting.ts'
import {
  type GivenBank,
  type GivenPolicy,
  type HelpDesk,
  issues,
  neitherServer,
  policySchema,
  settingsSchema,
} from './settings-schema.ts'
import { kindOfError } from '../storage-failure.ts'
import { product } from '../../renewal/product/product.ts'

/** Where the settings of a bank come from; later ones win: file, environment (KOSHIN_*), command line, managed policy. */
export interface ConfigurationSources {
  /** Path of the settings file (JSON), absolute. */
  readonly file?: string | undefined
  /** The file to read where neither the command line nor the environment names one. */
  readonly usual?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly options: Readonly<Partial<Record<Setting, string>>>
  readonly managed?: ManagedSettings
}

/** How the bank's CMP server wants to be asked; what is left out is what most servers take. */
type CmpForm = Pick<NonNullable<GivenBank['cmp']>, 'enrolment' | 'mac' | 'implicitConfirm'>

export interface BankConfiguration {
  /** undefined for the first bank. */
  readonly id: string | undefined
  readonly bankName: string
  /** undefined: CMP alone. */
  readonly estUrl: string | undefined
  readonly estLabel: string | undefined
  readonly cmpUrl: string | undefined
  readonly cmpSigners?: CmpSigners | undefined
  readonly cmpForm?: CmpForm
  readonly renewalProtocol: 'est' | 'cmp'
  /** DER. */
  readonly trustAnchors: readonly Uint8Array[]
  readonly serverTrust: 'anchors' | 'system'
  readonly portalUrl: string | undefined
  readonly bankingUrl: string | undefined
  readonly enrolUser: string | undefined
  readonly helpDesk?: HelpDesk | undefined
  readonly colours?: Colours | undefined
  readonly caution?: string | undefined
  readonly policy: Policy
}

export interface Configuration extends BankConfiguration {
  readonly otherBanks: readonly BankConfiguration[]
  /** Start at login, forced on or off; undefined leaves it to the user. */
  readonly startAtLogin?: boolean | undefined
}

type Read<T> = Result<T, SettingsFailure>

/** Reads and checks the settings of one bank or several. Fails with config.invalid, naming each setting that is wrong and why. */
export function readConfiguration(sources: ConfigurationSources): Read<Configuration> {
  const file = sources.file ?? sources.environment[fileVariable] ?? sources.usual
  const read = readFrom(file, sources)
  if (read.ok) return read
  // That nothing is set at all is no mistake of anybody's.
  if (file === undefined && sources.managed?.bank === undefined && !isAnySet(sources)) {
    return { ok: false, failure: { ...read.failure, mistakes: [] } }
  }
  const mistakes = read.failure.mistakes.map((mistake) => ({ ...mistake, ...originOf(mistake.place, sources) }))
  return { ok: false, failure: { ...read.failure, file, mistakes } }
}

function readFrom(file: string | undefined, sources: ConfigurationSources): Read<Configuration> {
  const fromFile = file === undefined ? success<unknown>({}) : readJson(file, file === sources.usual)
  if (!fromFile.ok) return fromFile
  const { managed = {} } = sources
  const given = withManaged(withOverrides(fromFile.value, sources), managed)
  const parsed = settingsSchema.safeParse(given)
  if (!parsed.success) return wrong(tellIssues(parsed.error), mistakesOf(parsed.error, given))
  const { bank, policy, otherBanks } = parsed.data
  const folder = file === undefined ? '.' : path.dirname(file)
  const first = configure(bank, { folder, policy, name: 'bank' })
  if (!first.ok) return first
  const others: BankConfiguration[] = []
  // What a user wrote for another bank gives way to the managed policy, too; what IT wrote for it does not.
  const above = managed.otherBanks === undefined ? managedNumbers(managed) : {}
  for (const [index, { id, policy: own, ...other }] of otherBanks.entries()) {
    const effective = over(over(policy, withoutUndefined(own)), above)
    const configured = configure(other, { folder, policy: effective, name: `otherBanks.${index}` })
    if (!configured.ok) return configured
    others.push({ ...configured.value, id })
  }
  return success({ ...first.value, otherBanks: others, startAtLogin: policy.startAtLogin })
}

interface Frame {
  /** What the paths in the settings are relative to. */
  readonly folder: string
  readonly policy: GivenPolicy
  /** Where the bank stands in the settings, for error messages. */
  readonly name: string
}

function configure(bank: GivenBank, { folder, policy: given, name }: Frame): Read<BankConfiguration> {
  const {
    startAtLogin: _,
    renewalProtocol: wanted = 'est',
    keyBits,
    keyKind = kindOfLength(keyBits),
    ...policy
  } = given
  if (!issues(bank)) return wrong(`${name}: ${neitherServer}`, [{ place: `${name}.est.url`, kind: 'missing' }])
  const renewalProtocol = bank.est === undefined ? 'cmp' : wanted
  if (renewalProtocol === 'cmp' && bank.cmp === undefined) {
    const cause = `policy.renewalProtocol: cmp needs ${name}.cmp.url`
    return wrong(cause, [{ place: `${name}.cmp.url`, kind: 'missing' }])
  }
  const anchors = readCertificates(bank.trustAnchors, folder, `${name}.trustAnchors`)
  if (!anchors.ok) return anchors
  const signer = bank.cmp?.signer
  const signers = signer === undefined ? undefined : readCmpSigners(signer, folder, `${name}.cmp.signer`)
  if (signers?.ok === false) return signers
  return success({
    id: undefined,
    bankName: bank.name,
    estUrl: bank.est?.url,
    estLabel: bank.est?.label,
    cmpUrl: bank.cmp?.url,
    cmpSigners: signers?.value,
    cmpForm: {
      enrolment: bank.cmp?.enrolment,
      mac: bank.cmp?.mac,
      implicitConfirm: bank.cmp?.implicitConfirm,
    },
    renewalProtocol,
    trustAnchors: anchors.value,
    serverTrust: bank.serverTrust,
    portalUrl: bank.portal?.url,
    bankingUrl: bank.bankingUrl,
    enrolUser: bank.enrolUser,
    helpDesk: bank.helpDesk,
    colours: bank.colours,
    caution: bank.caution,
    policy: {
      ...defaultPolicy,
      ...withoutUndefined({ ...policy, keyKind, renewalNeedsLogin: bank.portal?.renewalNeedsLogin }),
    },
  })
}

const kindOfLength = (bits: GivenPolicy['keyBits']): GivenPolicy['keyKind'] => bits && `rsa-${bits}`

/** One policy with what another one above it says: the kind of key takes the place of a length, too, and the length of a kind. */
function over<Below extends object, Above extends GivenPolicy>(below: Below, above: Above): Below & Above {
  const { keyKind: _, keyBits: __, ...others } = below as Below & GivenPolicy
  const isSaid = above.keyKind !== undefined || above.keyBits !== undefined
  return { ...(isSaid ? others : below), ...above } as Below & Above
}

/** zod's optional fields may be there and undefined, which would hide a default. */
function withoutUndefined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never
}

/** @param isUsual nobody has named it: in its place may be a pipe that nothing ever comes out of */
function readJson(file: string, isUsual: boolean): Read<unknown> {
  let text = ''
  try {
    if (isUsual) requireRegularFile(file, longestSettings)
    text = textOf(readFileSync(file))
    return success(parseJson(text))
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      return wrong(`settings file: ${kindOfError(error)}`, [unread('', file, error)])
    }
    return wrong(`settings file: not JSON: ${error.message}`, [jsonMistake(error, text)])
  }
}

/** Names the settings file. */
const fileVariable = `${product.variables}CONFIG`

/** Where each single setting goes. */
const placeOf: Readonly<Record<Setting, string>> = {
  'bank-name': 'bank.name',
  'est-url': 'bank.est.url',
  'est-label': 'bank.est.label',
  'cmp-url': 'bank.cmp.url',
  'trust-anchors': 'bank.trustAnchors',
  'server-trust': 'bank.serverTrust',
  'portal-url': 'bank.portal.url',
  'banking-url': 'bank.bankingUrl',
  'enrol-user': 'bank.enrolUser',
}

const variableOf = (setting: string): string => `${product.variables}${setting.replaceAll('-', '_').toUpperCase()}`

function isAnySet({ options, environment }: Pick<ConfigurationSources, 'options' | 'environment'>): boolean {
  const names = Object.keys(placeOf) as Setting[]
  return names.some((name) => options[name] !== undefined || environment[variableOf(name)] !== undefined)
}

/** Do the command line or the environment say which settings count, whatever lies in the usual places? */
export function isNamed(sources: Omit<ConfigurationSources, 'usual' | 'managed'>): boolean {
  return sources.file !== undefined || sources.environment[fileVariable] !== undefined || isAnySet(sources)
}

/** The option or the variable by which a setting was given. */
function originOf(place: string, { options, environment }: ConfigurationSources): { readonly from?: string } {
  const setting = (Object.keys(placeOf) as Setting[]).find((one) => placeOf[one] === place)
  if (setting === undefined) return {}
  if (options[setting] !== undefined) return { from: `--${setting}` }
  return environment[variableOf(setting)] === undefined ? {} : { from: variableOf(setting) }
}

function withOverrides(base: unknown, sources: ConfigurationSources): Record<string, unknown> {
  const root = asObject(base)
  const bank = asObject(root['bank'])
  const given = (setting: Setting): string | undefined =>
    sources.options[setting] ?? sources.environment[variableOf(setting)]
  const put = (target: Record<string, unknown>, key: string, value: unknown): void => {
    if (value !== undefined) target[key] = value
  }
  put(bank, 'name', given('bank-name') ?? bank['name'] ?? hostOf(given('est-url')))
  const est = asObject(bank['est'])
  put(est, 'url', given('est-url'))
  put(est, 'label', given('est-label'))
  if (Object.keys(est).length > 0) bank['est'] = est
  // A path on the command line is the caller's, not the settings file's neighbour.
  const anchors = given('trust-anchors')
  put(bank, 'trustAnchors', anchors === undefined ? undefined : path.resolve(anchors))
  put(bank, 'serverTrust', given('server-trust'))
  const cmp = given('cmp-url')
  put(bank, 'cmp', cmp === undefined ? undefined : { ...asObject(bank['cmp']), url: cmp })
  const portal = given('portal-url')
  put(bank, 'portal', portal === undefined ? undefined : { ...asObject(bank['portal']), url: portal })
  put(bank, 'bankingUrl', given('banking-url'))
  put(bank, 'enrolUser', given('enrol-user'))
  return { ...root, bank }
}

/**
 * A managed bank takes the place of the user's altogether: a mixture of both is a bank that nobody meant. Only the
 * user's own customer ID stays.
 */
function withManaged(base: Record<string, unknown>, managed: ManagedSettings): unknown {
  const { enrolUser } = asObject(base['bank'])
  return {
    ...base,
    ...(managed.bank === undefined ? {} : { bank: { enrolUser, ...withoutUndefined(managed.bank) } }),
    ...(managed.otherBanks === undefined ? {} : { otherBanks: managed.otherBanks }),
    policy: over(asObject(base['policy']), managedNumbers(managed)),
  }
}

function managedNumbers(managed: ManagedSettings): GivenPolicy {
  return Object.fromEntries(Object.entries(managed).filter(([name]) => name in policySchema.shape))
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined
}
