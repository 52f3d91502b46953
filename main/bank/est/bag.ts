/** Certificates as EST servers hand them out: PKCS#7 in base64 (RFC 8951), as DER, as PEM, or one of them bare. */
import { failure, type Result, success } from '../../renewal/errors.ts'
import { maximumCertificates, readCertificates } from '../../x509/cms.ts'
import { readCertificate } from '../../x509/read.ts'
import { readBase64, unwrapped } from './base64.ts'

/** RFC 7468 2 and 8. Bounded from both sides by fixed words and without nested repetition: linear on any input. */
const block = /-----BEGIN ([A-Z0-9# ]{1,40})-----([^-]*)-----END \1-----/g
/**
 * All certificates (DER) in a body, in their order; nothing of them is trusted. All blocks together, each of which may be a
 * message, hold as many as a message may. Fails with bank.bad-answer.
 */
export function readBag(body: Uint8Array): Result<Uint8Array[]> {
  const text = Buffer.from(body).toString('latin1')
  if (!text.includes('-----BEGIN ')) {
    const bytes = unwrapped(body)
    return bytes.ok ? certificatesIn(bytes.value) : bytes
  }
  const blocks = [...text.matchAll(block)]
  const begun = text.split('-----BEGIN ').length - 1
  if (blocks.length < begun) return failure('bank.bad-answer', { cause: 'PEM: a block is cut off' })
  const found: Uint8Array[] = []
  for (const [, , base64] of blocks) {
    const bytes = readBase64(Buffer.from(base64!))
    const inside = bytes.ok ? certificatesIn(bytes.value) : bytes
    if (!inside.ok) return inside
    found.push(...inside.value)
    if (found.length > maximumCertificates) {
      return failure('bank.bad-answer', { cause: `PEM: more than ${maximumCertificates} certificates` })
    }
  }
  return success(found)
}

function certificatesIn(bytes: Uint8Array): Result<Uint8Array[]> {
  const message = readCertificates(bytes)
  return message.ok || !readCertificate(bytes).ok ? message : success([bytes])
}
