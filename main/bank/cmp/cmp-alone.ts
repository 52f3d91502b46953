/** A bank that offers CMP and no EST. */
import { success } from '../../renewal/errors.ts'
import type { Bank } from '../../renewal/ports.ts'
import type { CmpBank } from './cmp-client.ts'

interface CmpAlonePorts {
  readonly cmp: CmpBank
  /** DER. */
  readonly trustAnchors: () => readonly Uint8Array[]
  /** Whom the bank's portal sees behind a certificate, over a new connection; undefined: there is no portal. */
  readonly recognise?: Bank['prove'] | undefined
}

/**
 * What CMP tells nobody is asked with the current certificate: its CA certificates (RFC 9483, 4.3.1), and whether it knows
 * the new one. A server that answers no such question needs a portal beside it: without either nothing shows that the new
 * certificate works.
 */
export function cmpAlone({ cmp, trustAnchors, recognise }: CmpAlonePorts): Bank {
  return {
    async reach(current) {
      const reached = await cmp.reach()
      if (!reached.ok) return reached
      const above = current === undefined ? success([]) : await cmp.above(current)
      // Not every bank answers such a question: then the anchors are all that is known.
      if (!above.ok && above.failure.retry === 'later') return above
      const caCertificates = [...trustAnchors(), ...(above.ok ? above.value : [])]
      return success({ bankTime: reached.value, caCertificates })
    },
    connect: cmp.connect,
    reenrol: cmp.reenrol,
    enrol: cmp.enrol,
    confirm: cmp.confirm,
    async prove(thumbprint, expected) {
      const byMessage = await cmp.prove(thumbprint)
      return byMessage.ok || recognise === undefined ? byMessage : recognise(thumbprint, expected)
    },
  }
}
