/** Which certificate a CMP request gets: the same questions and the same issuing as EST's. */
import type { Bank } from '../bank.ts'
import { compareWithCurrent, grant, type Granted } from '../ca/granting.ts'
import type { Order, Wanted } from '../ca/issuing.ts'
import type { Fault } from '../control.ts'
import { useOneTimePassword } from '../ledger/one-time-passwords.ts'
import { opensConnections, policy, signsKeyUpdates, statusOf } from '../policy.ts'
import { refuse, type Refusal } from './refusal.ts'
import type { Requester } from './requester.ts'

export type Command = 'ir' | 'cr' | 'p10cr' | 'kur'

/** The order that this requester may give with this command, or why it may not. */
export function orderOf(
  bank: Bank,
  command: Command,
  requester: Requester,
  request: Wanted,
  fault: Fault['fault'] | undefined,
): Order | Refusal {
  const { customer } = requester
  const order = { customer, request, issuedBy: command } as const
  if (requester.kind === 'password') {
    // RFC 9483, 4.1.3: a key update is signed with the key that it replaces.
    if (command === 'kur') return refuse('wrongIntegrity', 'a key update is signed with the current key')
    const { id } = requester.password
    return { ...order, condition: () => useOneTimePassword(bank.database, id, request.publicKeyHash) }
  }
  if (command === 'ir') return refuse('notAuthorized', 'an initial request takes a one-time password')
  const { certificate } = requester
  const status = fault === 'revoked' ? 'revoked' : statusOf(certificate, bank.clock())
  if (status === 'revoked') return refuse('certRevoked', 'the current certificate is revoked')
  if (status === 'lapsed') {
    // For a key update this is the only reason with this failure bit: clients tell their people what to do by it.
    return refuse('notAuthorized', `the current certificate expired more than ${policy.graceDays} days ago`)
  }
  const allowed = command === 'kur' ? signsKeyUpdates(status) : opensConnections(status)
  if (!allowed) return refuse('notAuthorized', 'the current certificate is expired: its key signs key updates only')
  const wrong = compareWithCurrent(request, certificate)
  return wrong === undefined ? { ...order, renewed: certificate } : refuse('badCertTemplate', wrong)
}

/** Fulfils an order, at once or when the client asks again. */
export async function fulfil(
  bank: Bank,
  order: Order,
  fault: Fault['fault'] | undefined,
): Promise<Exclude<Granted, { refused: string }> | Refusal> {
  const granted = await grant(bank, order, fault)
  if ('der' in granted) return granted
  switch (granted.refused) {
    case 'weak-key':
      return refuse('badCertTemplate', granted.reason)
    case 'condition':
      return refuse('notAuthorized', 'the one-time password has been used')
    case 'key-spent':
    case 'key-taken':
      return refuse('duplicateCertReq', granted.reason)
  }
}
