/** What we ask for, and as whom: a key update with the current key, or a first certificate with a password. */
import { failure, type Result, success } from '../../renewal/errors.ts'
import type { CertificateFacts } from '../../renewal/certificates/certificate.ts'
import type { SignatureScheme } from '../../renewal/key.ts'
import { type Purpose, renewalOf } from '../../renewal/machine/machine.ts'
import type { EnrolmentCredentials, KeyReference, KeyStore } from '../../renewal/ports.ts'
import type { Body } from '../../x509/cmp/body.ts'
import { directoryName, nobody } from '../../x509/cmp/header.ts'
import type { MacKind } from '../../x509/cmp/mac.ts'
import { macProtector, type Protector } from '../../x509/cmp/protection.ts'
import { type CertificateRequest, oldCertificate, requestBytes } from '../../x509/cmp/request.ts'
import { signatureAlgorithm, verifySignature } from '../../x509/cmp/signature.ts'
import { boolean, children, decode, encode, fromHex, objectIdentifier, octetString, sequence } from '../../x509/der.ts'
import { extensionIds } from '../../x509/extensions.ts'
import { commonNameOnly } from '../../x509/names/names.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { sha256 } from '../../x509/read.ts'
import type { ReceivedRequest } from '../../x509/request.ts'
import { schemeOf } from '../../x509/signature.ts'
import type { Asked } from './failures.ts'
import { keyIdentifierOf } from './signer.ts'
import type { Speaker } from './transaction.ts'

export interface Asking {
  readonly speaker: Speaker
  readonly body: Body & { readonly kind: 'ir' | 'kur' | 'p10cr' }
  readonly purpose: Purpose
  readonly asked: Asked
}

type Signing = Pick<KeyStore, 'sign'>

interface Keys {
  readonly newKey: KeyReference
  readonly keyStore: Signing
}

/** certReqId (RFC 9483, 4.1.1) */
export const requestId = 0

/**
 * kur (RFC 9483, 4.1.3), signed by the current key.
 * @param own the PKCS#10 request that was made for the new key: names and key are copied from it byte for byte
 * @param chain the bank's CA certificates above the current one, DER
 */
export async function askForKeyUpdate(
  current: CertificateFacts,
  own: ReceivedRequest,
  { newKey, chain, now, keyStore }: Keys & { readonly chain: readonly Uint8Array[]; readonly now: number },
): Promise<Result<Asking>> {
  const { der, notAfter } = current
  const { issuer: issuerName, serial } = parseCertificate(der)
  const issuer = encode(issuerName)
  const template = templateOf(own)
  const request = { id: requestId, template, controls: [oldCertificate({ issuer, serial })] }
  const body = await withPossession('kur', request, own.publicKey, { newKey, keyStore })
  if (!body.ok) return body
  return success({
    speaker: holderOf(der, chain, keyStore),
    body: body.value,
    purpose: renewalOf(current),
    asked: { expired: notAfter < now },
  })
}

/** Who holds this certificate (DER), and signs with its key. @throws Error when it cannot be read */
export function holderOf(certificate: Uint8Array, chain: readonly Uint8Array[], keyStore: Signing): Speaker {
  const { subject, issuer, publicKey, extensions } = parseCertificate(certificate)
  return {
    name: directoryName(encode(subject)),
    recipient: directoryName(encode(issuer)),
    keyId: keyIdentifierOf(extensions),
    certificates: [certificate, ...chain],
    protector: storedKey(keyStore, { thumbprint: sha256(certificate) }, publicKey),
    secret: undefined,
  }
}

/** How a bank wants first enrolments to be asked for. */
export interface EnrolmentForm {
  readonly command: 'ir' | 'p10cr'
  readonly mac: MacKind
}

/** ir (RFC 9483, 4.1.1) or p10cr (4.1.4), with a MAC (4.1.5): the password itself is not sent. */
export async function askForFirst(
  { customerId, password }: EnrolmentCredentials,
  { der, own }: { der: Uint8Array; own: ReceivedRequest },
  { form, newKey, keyStore }: Keys & { readonly form: EnrolmentForm },
): Promise<Result<Asking>> {
  if (customerId === '' || password === '') return failure('bank.unauthorized', { cause: 'ID or password is empty' })
  const body =
    form.command === 'p10cr'
      ? success({ kind: 'p10cr' as const, request: der })
      : await withPossession('ir', { id: requestId, template: templateOf(own) }, own.publicKey, { newKey, keyStore })
  if (!body.ok) return body
  return success({
    speaker: knowing({ customerId, password }, form.mac),
    body: body.value,
    purpose: { kind: 'enrolment', customerId },
    asked: { byPassword: true },
  })
}

/** Who knows a one-time password: it protects each message, and is not sent. */
export function knowing({ customerId, password }: EnrolmentCredentials, mac: MacKind): Speaker {
  // Input methods write the same letter in several ways; as for HTTP Basic (RFC 7617 2.1, RFC 8265) it is NFC.
  const secret = password.normalize('NFC')
  const reference = customerId.normalize('NFC')
  return {
    // RFC 9483, 3.1: the reference of the secret stands in both places.
    name: directoryName(commonNameOnly(reference)),
    recipient: nobody,
    keyId: new TextEncoder().encode(reference),
    certificates: [],
    protector: macProtector(mac, secret),
    secret,
  }
}

/** The template of a PKCS#10 request; without a subject its alternative name is critical (RFC 5280 4.2.1.6). */
function templateOf({ subject, subjectAltName, publicKey }: ReceivedRequest): CertificateRequest['template'] {
  const name = fromHex(subject)
  if (subjectAltName === undefined) return { subject: name, publicKey }
  const flag = children(decode(name)).length === 0 ? [boolean(true)] : []
  const value = octetString(fromHex(subjectAltName))
  const extension = sequence(objectIdentifier(extensionIds.subjectAltName), ...flag, value)
  return { subject: name, publicKey, extensions: encode(sequence(extension)) }
}

/** The request and the proof that we have its key: a signature, made where the key is (RFC 4211, 4.1). */
async function withPossession<K extends 'ir' | 'kur'>(
  kind: K,
  request: CertificateRequest,
  publicKey: Uint8Array,
  { newKey, keyStore }: Keys,
): Promise<Result<Body & { readonly kind: 'ir' | 'kur' }>> {
  const { algorithm, protect } = storedKey(keyStore, newKey, publicKey)
  const signature = await protect(requestBytes(request))
  if (!signature.ok) return signature
  return success({
    kind,
    requests: [{ request, possession: { kind: 'signature', algorithm, signature: signature.value } }],
  })
}

/**
 * Signs inside the key store, by the scheme of the key's own kind; what does not fit the public key never leaves the
 * machine.
 */
function storedKey(keyStore: Signing, key: KeyReference, publicKey: Uint8Array): Protector {
  const scheme = schemeFor(publicKey)
  const algorithm = signatureAlgorithm(scheme)
  return {
    algorithm,
    async protect(data) {
      const signature = await keyStore.sign(key, data, scheme)
      if (!signature.ok || verifySignature(algorithm, data, publicKey, signature.value)) return signature
      return failure('keystore.sign-failed', { cause: 'the signature does not fit the public key' })
    },
  }
}

/** A key of another kind (Ed25519, in a card) is none that a store signs with: that it cannot is said by the store. */
function schemeFor(publicKey: Uint8Array): SignatureScheme {
  try {
    return schemeOf(publicKey)
  } catch {
    return 'rsa-pkcs1-sha256'
  }
}
