import type { Failure } from '../renewal/errors.ts'
import type { Transport } from './transport/http.ts'

/**
 * Nothing is sent with a certificate whose key waits for a PIN: Chromium, which nobody told it, would go on as if there
 * were no such certificate, and the server would say so.
 *
 * @param missing why the key of this certificate cannot be used yet
 */
export function withKeyAtHand<Any extends Transport>(
  transport: Any,
  missing: (thumbprint: string) => Failure | undefined,
): Any {
  return {
    ...transport,
    async send(identity, request) {
      const reason = identity.kind === 'certificate' ? missing(identity.thumbprint) : undefined
      return reason === undefined ? transport.send(identity, request) : { ok: false, failure: reason }
    },
  }
}
