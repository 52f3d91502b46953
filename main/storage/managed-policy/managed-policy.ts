import { type Failure, failure, type Result, success } from '../../renewal/errors.ts'
import { pemToDer } from '../../x509/pem.ts'
import { isPem } from '../settings-schema.ts'
import { managedPreferences } from './managed-preferences.ts'
import { policyFile } from './policy-file.ts'
import { managedSchema, type ManagedSettings } from './schema.ts'
import type { PolicySource } from './source.ts'

/** What this machine's administrator decided; users cannot override it. */
export interface ManagedPolicy {
  /** Where it was found; undefined where there is none. */
  readonly source: string | undefined
  /** Nothing where there is no policy, or a wrong one: never half a policy. */
  readonly settings: ManagedSettings
  /** What the user cannot change, by path: `noticeDays`, `bank`, `bank.est`, `bank.est.url`. */
  readonly locked: ReadonlySet<string>
  /** policy.invalid: why the policy that was found does not count. */
  readonly failure: Failure | undefined
}

export const noPolicy: ManagedPolicy = { source: undefined, settings: {}, locked: new Set(), failure: undefined }

/** This machine's own place. No argument and no variable of the environment leads elsewhere: a user could set those. */
export async function machinePolicy(): Promise<PolicySource | undefined> {
  switch (process.platform) {
    case 'linux':
      return policyFile()
    case 'darwin':
      return managedPreferences()
    case 'win32':
      // Nobody else needs a library for calls into Windows to be loaded at the start.
      return (await import('./registry-policy.ts')).registryPolicy()
    default:
      return undefined
  }
}

/** Reads and checks the policy whole. */
export async function readManagedPolicy(source: PolicySource | undefined): Promise<ManagedPolicy> {
  if (source === undefined) return noPolicy
  const read = await source.read()
  if (read.ok && read.value === undefined) return noPolicy
  const settings = read.ok ? check(read.value, source) : read
  if (!settings.ok) return { ...wrongPolicy, source: source.name, failure: settings.failure }
  return { source: source.name, settings: settings.value, locked: new Set(paths(settings.value)), failure: undefined }
}

/** Whoever manages a machine decides about its updates; while nobody can tell what was decided, there are none. */
const wrongPolicy = { settings: { updates: { enabled: false } }, locked: new Set(['updates', 'updates.enabled']) }

function check(document: unknown, source: PolicySource): Result<ManagedSettings> {
  const parsed = managedSchema.safeParse(document)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    return failure('policy.invalid', { cause: wrong.join('; ') })
  }
  return withPem(parsed.data, source)
}

/** Puts the text in the place of each PEM file, so that a missing one is found out now, with the rest. */
function withPem(settings: ManagedSettings, source: PolicySource): Result<ManagedSettings> {
  const { bank, otherBanks, networkRoots } = settings
  const named: [name: string, given: string][] = []
  if (bank !== undefined) named.push(['bank.trustAnchors', bank.trustAnchors])
  otherBanks?.forEach(({ trustAnchors }, index) => named.push([`otherBanks.${index}.trustAnchors`, trustAnchors]))
  if (networkRoots !== undefined) named.push(['networkRoots', networkRoots])
  const texts = new Map<string, string>()
  for (const [name, given] of named) {
    const text = isPem(given) ? success(given) : source.readPem(given)
    const ders = text.ok ? pemToDer(text.value) : text
    if (!text.ok || !ders.ok) return failure('policy.invalid', { cause: `${name}: ${(ders.ok ? undefined : ders.failure.cause) ?? ''}` })
    texts.set(given, text.value)
  }
  const text = (given: string): string => texts.get(given) ?? given
  return success({
    ...settings,
    ...(bank && { bank: { ...bank, trustAnchors: text(bank.trustAnchors) } }),
    ...(otherBanks && { otherBanks: otherBanks.map((one) => ({ ...one, trustAnchors: text(one.trustAnchors) })) }),
    ...(networkRoots !== undefined && { networkRoots: text(networkRoots) }),
  })
}

/** Each setting and all that it stands in. A list is one setting. */
function paths(value: object, above = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const here = `${above}${name}`
    const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    return isGroup ? [here, ...paths(inner, `${here}.`)] : [here]
  })
}
