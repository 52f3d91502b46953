import { z } from 'zod'
import { type Result, success } from '../renewal/errors.ts'
import type { BankPolicy } from '../renewal/policy.ts'
import { openDocument } from './document.ts'
import { httpsUrl, policySchema } from './settings/settings-schema.ts'

const { noticeDays, graceDays, reminderDays, afterRenewal } = policySchema.shape
const policy: z.ZodType<BankPolicy> = z.object({
  noticeDays: noticeDays.unwrap(),
  graceDays: graceDays.unwrap(),
  reminderDays: reminderDays.unwrap().exactOptional(),
  afterRenewal: afterRenewal.unwrap(),
  renewalNeedsLogin: z.boolean().exactOptional(),
  returnUrl: httpsUrl.max(500).exactOptional(),
})

/** What a bank's portal told its customer at the last login, for all runs in which nobody logs in: `bank-policy.json`. */
export interface KeptBankPolicy {
  /** undefined: nothing yet, or of another portal than the one that is set now. */
  read(): Result<BankPolicy | undefined>
  write(policy: BankPolicy): Result<void>
}

/** @param portal its address, as it is set */
export function openBankPolicy(folder: string, portal: string): KeptBankPolicy {
  const document = openDocument({
    name: 'bank-policy',
    folder,
    schema: z.object({ portal: z.string(), policy }).optional(),
    empty: undefined,
    // Written whatever is there: the bank tells it anew at each login.
    toJson: (kept) => JSON.stringify(kept),
  })
  return {
    read() {
      const read = document.read()
      if (!read.ok) return read
      return success(read.value?.portal === portal ? read.value.policy : undefined)
    },
    write: (told) => document.write({ portal, policy: told }),
  }
}
