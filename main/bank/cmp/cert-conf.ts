/** What we say of the certificate that the bank issued (RFC 9810, 5.3.18). */
import { createHash } from 'node:crypto'
import type { Result } from '../../renewal/errors.ts'
import type { Body } from '../../x509/cmp/body.ts'
import { typedOf } from '../../x509/cmp/fields.ts'
import { hashOfSignature } from '../../x509/cmp/signature.ts'
import { parseCertificate } from '../../x509/parse.ts'

interface CertificateConfirmation {
  readonly body: Body
  readonly version: 2 | 3
}

const sha512 = '2.16.840.1.101.3.4.2.3'

/**
 * certConf for a certificate (DER): accepted, or turned down for what was found wrong with it.
 * @param id certReqId
 */
export function confirmationOf(certificate: Uint8Array, id: number, verdict: Result<unknown>): CertificateConfirmation {
  const named = signatureHash(certificate)
  const hash = new Uint8Array(
    createHash(named ?? 'sha512')
      .update(certificate)
      .digest(),
  )
  // Only version 3 can name the hash itself.
  const algorithm = named === undefined ? { hashAlgorithm: { oid: sha512 } } : {}
  const status = verdict.ok
    ? {}
    : { status: { status: 'rejection', text: [verdict.failure.code], failures: ['incorrectData'] } as const }
  return {
    body: { kind: 'certConf', confirmations: [{ hash, id, ...status, ...algorithm }] },
    version: named === undefined ? 3 : 2,
  }
}

function signatureHash(certificate: Uint8Array): string | undefined {
  try {
    return hashOfSignature(typedOf(parseCertificate(certificate).signatureAlgorithm, 'signatureAlgorithm'))
  } catch {
    // It cannot even be read, and is turned down anyway.
    return undefined
  }
}
