import type { Failure } from '../../renewal/errors.ts'
import { managedPreferences } from './managed-preferences.ts'
import { policyFile } from './policy-file.ts'
import type { Mistake } from '../settings/mistakes.ts'
import type { CheckedPolicy } from './checked-policy.ts'
import type { ManagedSettings } from './schema.ts'
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
  /** The settings in it that are wrong, as far as it could be read. */
  readonly mistakes?: readonly Mistake[] | undefined
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
  // Most machines have none, and the windows wait for this: what checks it is loaded where there is one.
  const settings: CheckedPolicy = read.ok ? (await import('./checked-policy.ts')).checkPolicy(read.value, source) : read
  if (!settings.ok) {
    return { ...wrongPolicy, source: source.name, failure: settings.failure, mistakes: settings.mistakes }
  }
  return { source: source.name, settings: settings.value, locked: new Set(paths(settings.value)), failure: undefined }
}

/**
 * Whoever manages a machine decides about its updates, and whether users may change its bank; while nobody can tell what
 * was decided, there are none, and they may not.
 */
const wrongPolicy = {
  settings: { updates: { enabled: false }, bankFiles: 'forbid' },
  locked: new Set(['updates', 'updates.enabled', 'bankFiles']),
} as const

/** Each setting and all that it stands in. A list is one setting. */
function paths(value: object, above = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const here = `${above}${name}`
    const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    return isGroup ? [here, ...paths(inner, `${here}.`)] : [here]
  })
}
