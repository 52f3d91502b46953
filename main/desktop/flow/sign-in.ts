import type { ToldPolicy } from '../../bank/portal/answers.ts'
import type { Portal } from '../../bank/portal/portal.ts'
import { type BankMessage, failure, type Result, success } from '../../renewal/errors.ts'
import type { BankPolicy } from '../../renewal/policy.ts'
import type { SignedIn } from './state.ts'

export interface Credentials {
  readonly thumbprint: string
  readonly customerId?: string | undefined
  readonly password?: string | undefined
}

/**
 * Opens the session at the bank with a certificate and, where there is a portal, the customer's ID and password. The
 * password is used once and kept nowhere.
 *
 * @param prove opens a connection with a certificate: how one logs in to a bank without a portal
 */
export async function signIn(
  { thumbprint, customerId = '', password = '' }: Credentials,
  portal: Portal | undefined,
  prove: (thumbprint: string) => Promise<Result<unknown>>,
): Promise<Result<SignedIn & { readonly policy?: BankPolicy }>> {
  if (portal === undefined) {
    const proven = await prove(thumbprint)
    return proven.ok ? success({ thumbprint, customerName: undefined, email: undefined }) : proven
  }
  const customer = await portal.logIn(thumbprint, customerId, password)
  if (!customer.ok) return customer
  const recognised = await portal.whoAmI(thumbprint)
  if (!recognised.ok) return recognised
  if (recognised.value.status === 'revoked') return failure('certificate.revoked')
  // Without these two the session is as good: the defaults hold, and メイン says that no address is known.
  const policy = await portal.policy(thumbprint)
  const email = await portal.registeredEmail(thumbprint)
  // But a bank that asks for a login right after one has not kept it: nobody is signed in.
  if (!email.ok && email.failure.code === 'bank.login-needed') return email
  return success({
    thumbprint,
    customerName: customer.value.name,
    email: email.ok ? email.value : undefined,
    ...(policy.ok ? parted(policy.value) : {}),
    // One that is not there, or cannot be asked for now, is missed by nobody.
    ...(!policy.ok && policy.failure.code === 'bank.policy-unusable' ? { policyFailure: policy.failure } : {}),
  })
}

/** What holds on, and what is said now and kept nowhere. */
function parted({ message, ...policy }: ToldPolicy): { readonly policy: BankPolicy; readonly message?: BankMessage } {
  return { policy, ...(message === undefined ? {} : { message }) }
}
