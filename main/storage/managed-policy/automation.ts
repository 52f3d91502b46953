import { failure, type Result, success } from '../../renewal/errors.ts'
import type { BankConfiguration } from '../settings/configuration.ts'
import type { ManagedSettings } from './schema.ts'

/**
 * May programs drive the windows beside these banks? The policy has to name each; a test machine's policy that is left
 * on a machine with a real bank opens nothing.
 */
export function checkAutomation(
  { automation }: ManagedSettings,
  banks: readonly Partial<Pick<BankConfiguration, 'estUrl' | 'cmpUrl'>>[],
): Result<undefined> {
  const named = automation?.allow === true ? (automation.banks ?? []) : []
  const other = banks
    .map(({ estUrl, cmpUrl }) => new URL((estUrl ?? cmpUrl)!).host)
    .find((host) => !named.includes(host))
  if (other === undefined) return success(undefined)
  return failure('policy.invalid', {
    cause: `automation.banks does not name ${other}: no program may drive its windows`,
  })
}
