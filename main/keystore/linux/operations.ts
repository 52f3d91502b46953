/**
 * What the key store can do, on an open token. Every function either finds its work done or does it; the order of
 * the writes inside each is such that after a crash between any two a repetition finishes the work.
 */
import { done, failure, type Result, success } from '../../renewal/errors.ts'
import type { KeySpecification, MadeKey, SignatureScheme } from '../../renewal/key.ts'
import type { KeyReference, StoredCertificate } from '../../renewal/ports.ts'
import { schemeOf } from '../../x509/signature.ts'
import { type CertificateParts, certificateParts, isAuthority } from '../certificate-parts.ts'
import { readInstallation, readIssuers, twinInTheWay } from '../installation.ts'
import { byThumbprint, equal, isRsaKey, ownName, ownNames } from '../own-keys.ts'
import type { Work } from '../local-key-store.ts'
import { keyIdOf, nssLabelOf } from './nss-names.ts'
import type { PrivateKey, Token, TokenCertificate } from './token.ts'

interface Pair {
  readonly certificate: TokenCertificate
  readonly key: PrivateKey
}

export const operations = {
  list,
  listKeyless,
  listAuthorities,
  addAuthorities,
  listKeys,
  read,
  makeKey,
  findKey,
  sign,
  install,
  retire,
  restore,
  discardKey,
  delete: remove,
} satisfies Omit<Work<Token>, 'checkWritable'>

function list(token: Token, { retired = false } = {}): Result<StoredCertificate[]> {
  const shown = pairs(token).filter(({ certificate }) => retired || !certificate.retired)
  return success(shown.map((pair) => storedCertificate(token, pair)).sort(byThumbprint))
}

/** The database also has the certificates of others, browsers' among them: whose they are is for the caller to tell. */
function listKeyless(token: Token): Result<Uint8Array[]> {
  const owned = new Set(pairs(token).map(({ certificate }) => certificate.thumbprint))
  const keyless = token
    .certificates()
    .filter(({ der, thumbprint, retired }) => !retired && !owned.has(thumbprint) && certificateParts(der) !== undefined)
  return success(keyless.map(({ der }) => der))
}

function listAuthorities(token: Token): Result<Uint8Array[]> {
  return success(
    token
      .certificates()
      .filter(({ der }) => isAuthority(der))
      .map(({ der }) => der),
  )
}

function addAuthorities(token: Token, certificates: readonly Uint8Array[]): Result<void> {
  const read = readIssuers(certificates)
  if (!read.ok) return read
  addIssuers(token, read.value)
  return done
}

/** One with the same issuer and serial number is there: the same, or one that we must not replace. */
function addIssuers(token: Token, issuers: readonly CertificateParts[]): void {
  for (const issuer of issuers) add(token, issuer, keyIdOf(issuer.publicKey))
}

function listKeys(token: Token): Result<string[]> {
  return success(ownNames(token.privateKeys().map(({ label }) => label)))
}

function read(token: Token, thumbprint: string): Result<StoredCertificate | undefined> {
  const pair = findPair(token, thumbprint)
  return success(pair === undefined ? undefined : storedCertificate(token, pair))
}

/** SubjectPublicKeyInfo, DER. */
function findKey(token: Token, name: string): Result<Uint8Array | undefined> {
  return success(namedKey(token, name)?.publicKey)
}

/** The NSS database holds keys in software alone. Nobody is asked when a key is used, so `confirmUse` has no meaning here. */
function makeKey(token: Token, name: string, { algorithm, provider }: KeySpecification): Result<MadeKey> {
  const { protection } = token.holding
  if (protection === 'nss-software' && (provider === 'tpm' || provider === 'secure-enclave')) return noTpm(provider)
  const generated = namedKey(token, name) === undefined ? token.generateKey(name, algorithm) : undefined
  const made = namedKey(token, name)
  if (made === undefined) return failure('keystore.write-failed', { cause: 'the key that was made is not there' })
  // Another process made one of this name at the same time, and was first.
  if (generated !== undefined && generated !== made.handle) token.destroy({ handle: generated })
  return success({ publicKey: made.publicKey, protection })
}

export function noTpm(wanted = 'tpm'): Result<never> {
  return failure('keystore.tpm-absent', { cause: `the NSS database holds keys in software, not in a ${wanted}` })
}

function sign(token: Token, reference: KeyReference, data: Uint8Array, wanted?: SignatureScheme): Result<Uint8Array> {
  const key = 'name' in reference ? namedKey(token, reference.name) : findPair(token, reference.thumbprint)?.key
  if (key === undefined) return failure('keystore.key-missing')
  // Of a key that does not tell what it is, softokn says whether it can sign so.
  const scheme = wanted ?? (key.publicKey === undefined ? 'rsa-pkcs1-sha256' : schemeOf(key.publicKey))
  const isRsa = key.publicKey === undefined || isRsaKey(key.publicKey)
  if (isRsa !== scheme.startsWith('rsa')) return failure('keystore.sign-failed', { cause: `no key for ${scheme}` })
  return success(token.sign(key, data, scheme))
}

function install(
  token: Token,
  der: Uint8Array,
  keyName: string,
  intermediates: readonly Uint8Array[] = [],
): Result<void> {
  const read = readInstallation(der, intermediates, () => namedKey(token, keyName))
  if (!read.ok) return read
  const { certificate, key, issuers } = read.value
  // A chain that is not whole is better than no certificate.
  addIssuers(token, issuers)
  const added = add(token, certificate, key.id)
  const present = token.certificates(certificate.issuer).find((one) => equal(one.der, der))
  if (added.ok && present !== undefined && (present.retired || present.keyId !== key.id)) {
    token.link(present, key.id, false)
  }
  return added
}

function retire(token: Token, thumbprint: string): Result<void> {
  return mark(token, thumbprint, true)
}

function restore(token: Token, thumbprint: string): Result<void> {
  return mark(token, thumbprint, false)
}

function mark(token: Token, thumbprint: string, retired: boolean): Result<void> {
  const pair = findPair(token, thumbprint)
  if (pair === undefined) return failure('keystore.certificate-missing')
  if (pair.certificate.retired !== retired) token.link(pair.certificate, pair.key.id, retired)
  return done
}

function discardKey(token: Token, name: string): Result<void> {
  const key = namedKey(token, name)
  if (key === undefined) return done
  // By what the certificate says as well as by CKA_ID: a certificate that lost its link is one all the same.
  const owned = token.certificates().some(({ keyId, der }) => {
    const publicKey = keyId === key.id ? key.publicKey : certificateParts(der)?.publicKey
    return publicKey !== undefined && equal(publicKey, key.publicKey)
  })
  if (owned) return failure('keystore.key-exists', { cause: 'a certificate belongs to this key' })
  token.destroyKey(key)
  return done
}

function remove(token: Token, thumbprint: string): Result<void> {
  const certificates = token.certificates()
  const certificate = certificates.find((candidate) => candidate.thumbprint === thumbprint)
  if (certificate === undefined) return done
  const key = token.privateKeys().find(({ id }) => id === certificate.keyId)
  // Only a deletion of ours that was cut short leaves a retired certificate without its key.
  if (key === undefined && !certificate.retired) {
    return failure('keystore.key-missing', { cause: 'the certificate has no private key here' })
  }
  if (!certificate.retired) token.link(certificate, certificate.keyId, true)
  const shared = certificates.some(({ keyId, handle }) => keyId === certificate.keyId && handle !== certificate.handle)
  if (key !== undefined && !shared) token.destroyKey(key)
  token.destroy(certificate)
  return done
}

/** A key that we named, with its CKA_ID set: a crash right after the key was made leaves it without. */
function namedKey(token: Token, name: string): (PrivateKey & { readonly publicKey: Uint8Array }) | undefined {
  for (const key of token.privateKeys(name)) {
    const { publicKey } = key
    if (publicKey === undefined) continue
    const id = keyIdOf(publicKey)
    if (key.id !== id && token.writable) token.setKeyId(key, id)
    return { ...key, id, publicKey }
  }
  return undefined
}

function pairs(token: Token): Pair[] {
  const keys = new Map(token.privateKeys().map((key) => [key.id, key]))
  return token.certificates().flatMap((certificate) => {
    const key = certificate.keyId === '' ? undefined : keys.get(certificate.keyId)
    return key === undefined ? [] : [{ certificate, key }]
  })
}

function findPair(token: Token, thumbprint: string): Pair | undefined {
  return pairs(token).find(({ certificate }) => certificate.thumbprint === thumbprint)
}

function storedCertificate({ holding }: Token, { certificate, key }: Pair): StoredCertificate {
  const { der, thumbprint, retired } = certificate
  const { protection, exportable } = holding
  return { der, thumbprint, keyName: ownName(key.label), retired, protection, exportable }
}

/** Adds a certificate unless it is there. softokn would overwrite another of the same issuer and serial number. */
function add(token: Token, parts: CertificateParts, keyId: string): Result<void> {
  const twin = token.certificates(parts.issuer).find(({ der }) => {
    const other = certificateParts(der)
    return other !== undefined && equal(other.issuer, parts.issuer) && equal(other.serial, parts.serial)
  })
  if (twin !== undefined) {
    if (equal(twin.der, parts.der)) return done
    return twinInTheWay()
  }
  token.addCertificate(parts, nssLabelOf(parts), keyId)
  return done
}
