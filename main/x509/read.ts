import { createHash } from 'node:crypto'
import type { CertificateFacts } from '../renewal/certificates/certificate.ts'
import { failure, type Result, success } from '../renewal/errors.ts'
import { encode, hex } from './der.ts'
import { allowsKeyUsage, allowsPurpose, basicConstraintsOf, extensionIds, keyUsageBits } from './extensions.ts'
import { displayName } from './names/names.ts'
import { type ParsedCertificate, parseCertificate } from './parse.ts'

/** SHA-256, lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Reads one certificate (DER) with a key of any type. Fails with certificate.unreadable. */
export function readCertificate(der: Uint8Array): Result<CertificateFacts> {
  try {
    return success(factsOf(parseCertificate(der)))
  } catch (error) {
    return failure('certificate.unreadable', { cause: error instanceof Error ? error.message : String(error) })
  }
}

function factsOf(certificate: ParsedCertificate): CertificateFacts {
  const { der, subject, issuer, publicKey, serial, notBefore, notAfter, extensions } = certificate
  const alternativeName = extensions.get(extensionIds.subjectAltName)
  return {
    thumbprint: sha256(der),
    der,
    subject: hex(encode(subject)),
    subjectAltName: alternativeName === undefined ? undefined : hex(alternativeName.value),
    publicKeyHash: sha256(publicKey),
    holder: displayName(subject),
    issuer: displayName(issuer),
    serial: hex(serial),
    notBefore,
    notAfter,
    authority: basicConstraintsOf(extensions)?.authority === true,
    clientAuth: allowsPurpose(extensions, 'clientAuth') && allowsKeyUsage(extensions, keyUsageBits.digitalSignature),
  }
}
