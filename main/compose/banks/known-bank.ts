import { compared } from '../../desktop/genuine/compared.ts'
import type { KnownBank } from '../../desktop/genuine/genuine.ts'
import { opensConnection } from '../../renewal/certificates/certificate.ts'
import { isRenewed } from '../../renewal/certificates/reminders.ts'
import { isUnfinished } from '../../renewal/renew.ts'
import type { BankConfiguration } from '../../storage/settings/configuration.ts'
import type { composeCore } from '../core.ts'

type Core = Pick<
  ReturnType<typeof composeCore>,
  'clock' | 'inventory' | 'policy' | 'portal' | 'renewals' | 'renewsInGrace'
>

/** As many as a bank is asked about at once. */
const most = 20

/** What is true here of a bank that is set, for 本物確認. */
export function knownBank(
  { id = '', bankName, caution, helpDesk, enrolUser }: BankConfiguration,
  { clock, inventory, policy, portal, renewals, renewsInGrace }: Core,
): KnownBank {
  const underWay = (thumbprint: string): boolean => {
    const renewal = renewals.current()
    if (renewal === undefined || !isUnfinished(renewal)) return false
    return renewal.purpose.kind === 'renewal' && renewal.purpose.current === thumbprint
  }
  return {
    id,
    name: bankName,
    caution,
    helpDesk,
    certificates() {
      const now = clock()
      const { noticeDays, graceDays } = policy.current()
      const rule = { noticeDays, graceDays: renewsInGrace ? graceDays : 0 }
      const all = inventory.list()
      return all
        .filter((one) => !isRenewed(one, all))
        .map((one) => compared(one, rule, { now, underWay: underWay(one.thumbprint) }))
    },
    check:
      portal &&
      ((code, customerId = enrolUser ?? '') => {
        const all = inventory.list()
        const thumbprints = all.slice(0, most).map(({ thumbprint }) => thumbprint)
        const usable = all.find((one) => opensConnection(one, clock()))?.thumbprint
        return portal.checkNotice(code, thumbprints.length === 0 ? { customerId } : { thumbprints }, usable)
      }),
  }
}
