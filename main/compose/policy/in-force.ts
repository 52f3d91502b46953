/** The policy in force: the settings and, over them, what the bank's portal told at the last login, whenever that was. */
import { isOnHostOf } from '../../bank/transport/server-names.ts'
import type { Recorder } from '../../logging/events.ts'
import { urgentReminderDays } from '../../renewal/automatic/schedule.ts'
import type { Failure } from '../../renewal/errors.ts'
import { type BankPolicy, type Policy, withBankPolicy } from '../../renewal/policy.ts'
import { openBankPolicy } from '../../storage/bank-policy.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import type { ManagedSettings } from '../../storage/managed-policy/schema.ts'
import type { BankConfiguration } from '../../storage/settings/configuration.ts'

interface PolicyContext {
  readonly configuration: Pick<BankConfiguration, 'policy' | 'portalUrl' | 'bankingUrl'>
  readonly stateFolder: string
  readonly managed: Pick<ManagedPolicy, 'locked' | 'settings'>
  readonly record: Recorder
}

/** Does the app begin renewals? Not where the bank wants to see its customer first. */
export function renewsByItself(
  { renewal }: Pick<ManagedSettings, 'renewal'>,
  { renewalNeedsLogin }: Pick<Policy, 'renewalNeedsLogin'>,
): boolean {
  return renewal === 'automatic' && !renewalNeedsLogin
}

export function composePolicy({ configuration, stateFolder, managed, record }: PolicyContext) {
  const { portalUrl, bankingUrl } = configuration
  const kept = portalUrl === undefined ? undefined : openBankPolicy(stateFolder, portalUrl)
  const read = kept?.read()
  if (read?.ok === false) record('bank-policy.unkept', { code: read.failure.code })
  let policy = inForce(read?.ok === true ? read.value : undefined)

  function inForce(told: BankPolicy | undefined): Policy {
    const { returnUrl, ...days } = withBankPolicy(configuration.policy, told, managed.locked)
    // A record of this computer is not the bank: what was kept leads nowhere else than the bank itself may.
    const isOwn = returnUrl !== undefined && isOnHostOf(returnUrl, [portalUrl, bankingUrl])
    // As it was understood when its host was looked at: whoever opens it may read another spelling in another way.
    const whole: Policy = isOwn ? { ...days, returnUrl: new URL(returnUrl).href } : days
    if (!renewsByItself(managed.settings, whole)) return whole
    return { ...whole, reminderDays: urgentReminderDays(whole.reminderDays) }
  }

  return {
    current: () => policy,
    adopt(told: BankPolicy): void {
      policy = inForce(told)
      const written = kept?.write(told)
      if (written?.ok === false) record('bank-policy.unkept', { code: written.failure.code })
    },
    /** What the bank told cannot be used, and what was in force stays so. */
    refuse({ code }: Failure): void {
      record('bank-policy.refused', { code })
    },
  }
}
