/** What went wrong on the way to an update server, as the way to a bank tells it. */
import type { Failure } from '../renewal/errors.ts'

/** Of the network itself; what is said of the others speaks of the bank, to which this connection was not. */
const ofTheNetwork: readonly Failure['code'][] = [
  'network.offline',
  'network.proxy-unreachable',
  'network.proxy-authentication',
]

export function updateFailure(failed: Failure): Failure {
  const { code, cause } = failed
  if (ofTheNetwork.includes(code)) return { ...failed, retry: 'later' }
  if (code === 'bank.answer-too-large') return { code: 'update.too-large', retry: 'never' }
  const named = code.startsWith('network.') ? [code, cause] : [cause ?? code]
  return { code: 'update.unreachable', retry: 'later', cause: named.filter((part) => part !== undefined).join(': ') }
}
