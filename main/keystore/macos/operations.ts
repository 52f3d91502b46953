/**
 * What the key store can do, during one call. Every function either finds its work done or does it; what becomes of
 * each when a foreign call fails, or the process dies between two:
 *
 * | call | writes, in order | cut short | what mends it |
 * |---|---|---|---|
 * | makeKey | key pair | none, or a pair of this name | makeKey finds it, discardKey removes it |
 * | addAuthorities | each CA certificate | some of them | addAuthorities |
 * | install | intermediates; certificate; copy removed | issuers without the certificate; a copy too many | install |
 * | retire | copy; certificate removed | certificate and copy: counts as installed | retire |
 * | restore | certificate; copy removed | certificate and copy: counts as installed | restore, retire |
 * | discardKey | private key, then public key removed | a public key of this name: counts as nothing | discardKey |
 * | delete | as retire; keys removed; copy removed | counts as retired, then as nothing | delete |
 *
 * Searching, signing, reading back and the access list for a new key change nothing when they fail.
 */
import { done, failure, type Result, success } from '../../renewal/errors.ts'
import type { KeySpecification, MadeKey, SignatureScheme } from '../../renewal/key.ts'
import type { KeyReference, StoredCertificate } from '../../renewal/ports.ts'
import { schemeOf } from '../../x509/signature.ts'
import { type CertificateParts, certificateParts, isAuthority, thumbprintOf } from '../certificate-parts.ts'
import { readInstallation, readIssuers, twinInTheWay } from '../installation.ts'
import { byThumbprint, equal, isRsaKey, ownName, ownNames } from '../own-keys.ts'
import type { Work } from '../local-key-store.ts'
import type { ConstantName } from './foreign.ts'
import { type Keychain, keyHashOf, type PrivateKey } from './keychain.ts'
import type { RetiredCertificates } from './retired-certificates.ts'
import { SecurityError, status } from './status.ts'

export interface Places {
  readonly keychain: Keychain
  readonly retiredCertificates: RetiredCertificates
}

/** Each takes the message itself and hashes it; PSS has a salt as long as the hash. */
const algorithms = {
  'rsa-pkcs1-sha256': 'kSecKeyAlgorithmRSASignatureMessagePKCS1v15SHA256',
  'rsa-pkcs1-sha384': 'kSecKeyAlgorithmRSASignatureMessagePKCS1v15SHA384',
  'rsa-pss-sha256': 'kSecKeyAlgorithmRSASignatureMessagePSSSHA256',
  'rsa-pss-sha384': 'kSecKeyAlgorithmRSASignatureMessagePSSSHA384',
  'ecdsa-sha256': 'kSecKeyAlgorithmECDSASignatureMessageX962SHA256',
  'ecdsa-sha384': 'kSecKeyAlgorithmECDSASignatureMessageX962SHA384',
} as const satisfies Readonly<Record<SignatureScheme, ConstantName>>

/** What a Mac without a Secure Enclave answers. */
const withoutEnclave: readonly number[] = [status.errSecUnimplemented, status.errSecParam]

interface Pair {
  readonly der: Uint8Array
  readonly thumbprint: string
  readonly retired: boolean
  readonly key: PrivateKey
}

export const operations = {
  checkWritable,
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
} satisfies Work<Places>

/** Asks the keychain, and writes nothing into it: whatever a check that was cut short had left would be in the way. */
function checkWritable({ keychain, retiredCertificates }: Places, { trial = false } = {}): Result<void> {
  if (!keychain.isUnlocked()) return failure('keystore.locked', { cause: 'the login keychain is locked' })
  if (trial) retiredCertificates.prepare()
  else retiredCertificates.checkWritable()
  return done
}

function list(places: Places, { retired = false } = {}): Result<StoredCertificate[]> {
  const shown = pairs(places).filter((pair) => retired || !pair.retired)
  return success(shown.map((pair) => storedCertificate(places, pair)).sort(byThumbprint))
}

function listKeyless(places: Places): Result<Uint8Array[]> {
  const owned = new Set(pairs(places).map(({ thumbprint }) => thumbprint))
  const all = places.keychain.certificates().map(({ der }) => der)
  return success(all.filter((der) => !owned.has(thumbprintOf(der)) && certificateParts(der) !== undefined))
}

function listAuthorities({ keychain }: Places): Result<Uint8Array[]> {
  return success(
    keychain
      .certificates()
      .map(({ der }) => der)
      .filter((der) => isAuthority(der)),
  )
}

/** One with the same issuer and serial number is there: the same, or one that we must not replace. */
function addAuthorities({ keychain }: Places, certificates: readonly Uint8Array[]): Result<void> {
  const read = readIssuers(certificates)
  if (!read.ok) return read
  for (const issuer of read.value) keychain.addCertificate(issuer, 'keychain-software')
  return done
}

function listKeys({ keychain }: Places): Result<string[]> {
  return success(ownNames(keychain.privateKeys().map(({ label }) => label)))
}

function read(places: Places, thumbprint: string): Result<StoredCertificate | undefined> {
  const pair = findPair(places, thumbprint)
  return success(pair === undefined ? undefined : storedCertificate(places, pair))
}

function findKey(places: Places, name: string): Result<Uint8Array | undefined> {
  return success(namedKey(places, name)?.publicKey)
}

function namedKey({ keychain }: Places, name: string): (PrivateKey & MadeKey) | undefined {
  for (const key of keychain.privateKeys(name)) {
    const publicKey = keychain.publicKeyOf(key)
    if (publicKey !== undefined) return { ...key, publicKey }
  }
  return undefined
}

function makeKey(places: Places, name: string, specification: KeySpecification): Result<MadeKey> {
  const { algorithm, provider } = specification
  if (provider === 'tpm') return failure('keystore.tpm-absent', { cause: 'a Mac has no TPM' })
  if (provider === 'secure-enclave' && algorithm !== 'ec-p256') {
    return failure('keystore.tpm-absent', { cause: `the Secure Enclave holds P-256 keys only, no ${algorithm}` })
  }
  // One whose public half is gone would be no use, but must not get a second one beside it either.
  if (places.keychain.privateKeys(name).length === 0) {
    // Only where the policy says so: browsers may not see what is in the Secure Enclave.
    if (provider === 'secure-enclave') {
      const generated = makeEnclaveKey(places, name, specification)
      if (!generated.ok) return generated
    } else {
      places.keychain.makeKey(name, specification, process.execPath)
    }
  }
  const made = namedKey(places, name)
  if (made === undefined) return failure('keystore.write-failed', { cause: 'the key is not there as a whole' })
  return success({ publicKey: made.publicKey, protection: made.protection })
}

function sign(places: Places, reference: KeyReference, data: Uint8Array, wanted?: SignatureScheme): Result<Uint8Array> {
  const found = signingKey(places, reference)
  if (found === undefined) return failure('keystore.key-missing')
  const scheme = wanted ?? schemeOf(found.publicKey)
  if (isRsaKey(found.publicKey) !== scheme.startsWith('rsa'))
    return failure('keystore.sign-failed', { cause: `no key for ${scheme}` })
  return success(places.keychain.security.sign(found.key.ref, algorithms[scheme], data))
}

function install(
  places: Places,
  der: Uint8Array,
  keyName: string,
  intermediates: readonly Uint8Array[] = [],
): Result<void> {
  const read = readInstallation(der, intermediates, () => namedKey(places, keyName))
  if (!read.ok) return read
  const { certificate, key, issuers } = read.value
  for (const issuer of issuers) {
    // One with the same issuer and serial number is there: the same, or one that we must not replace.
    places.keychain.addCertificate(issuer, key.protection)
  }
  const added = add(places, certificate, key)
  if (added.ok) places.retiredCertificates.forget(thumbprintOf(der))
  return added
}

function retire(places: Places, thumbprint: string): Result<void> {
  const pair = findPair(places, thumbprint)
  if (pair === undefined) return failure('keystore.certificate-missing')
  if (!pair.retired) putAside(places, pair)
  return done
}

function restore(places: Places, thumbprint: string): Result<void> {
  const pair = findPair(places, thumbprint)
  const parts = pair === undefined ? undefined : certificateParts(pair.der)
  if (pair === undefined || parts === undefined) return failure('keystore.certificate-missing')
  const added = pair.retired ? add(places, parts, pair.key) : done
  if (added.ok) places.retiredCertificates.forget(thumbprint)
  return added
}

function discardKey(places: Places, name: string): Result<void> {
  const { keychain, retiredCertificates } = places
  for (const { hash } of keychain.privateKeys(name)) {
    const waiting = retiredCertificates.all().some((der) => keyHashOf(der) === hash)
    if (waiting || keychain.certificates(hash).length > 0) {
      return failure('keystore.key-exists', { cause: 'a certificate belongs to this key' })
    }
  }
  keychain.removeKeys({ label: name })
  return done
}

function remove(places: Places, thumbprint: string): Result<void> {
  const { keychain, retiredCertificates } = places
  const pair = findPair(places, thumbprint)
  // Without a pair, a copy is what a deletion left that was cut short after the key.
  const hash = pair?.key.hash ?? keyHashOf(retiredCertificates.read(thumbprint) ?? new Uint8Array())
  if (hash === undefined) return done
  if (pair !== undefined && !pair.retired) putAside(places, pair)
  const waiting = retiredCertificates.all().filter((der) => thumbprintOf(der) !== thumbprint)
  const shared = keychain.certificates(hash).length > 0 || waiting.some((der) => keyHashOf(der) === hash)
  if (!shared) keychain.removeKeys({ hash })
  retiredCertificates.forget(thumbprint)
  return done
}

/** The copy first: from here on there is always one place that has the certificate. */
function putAside({ keychain, retiredCertificates }: Places, { der, thumbprint, key }: Pair): void {
  retiredCertificates.keep(thumbprint, der)
  for (const certificate of keychain.certificates(key.hash)) {
    if (equal(certificate.der, der)) keychain.security.remove(certificate.persistentReference)
  }
}

/** Adds a certificate next to its key and sees that macOS makes an identity of the two. */
function add({ keychain }: Places, parts: CertificateParts, { hash, protection }: PrivateKey): Result<void> {
  const isThere = (): boolean => keychain.certificates(hash).some(({ der }) => equal(der, parts.der))
  if (!isThere() && !keychain.addCertificate(parts, protection) && !isThere()) {
    return twinInTheWay()
  }
  if (keychain.identities().some((der) => equal(der, parts.der))) return done
  return failure('keystore.read-back-failed', { cause: 'macOS does not pair the certificate with its key' })
}

function makeEnclaveKey({ keychain }: Places, name: string, specification: KeySpecification): Result<void> {
  try {
    keychain.makeEnclaveKey(name, specification)
    return done
  } catch (error) {
    if (!(error instanceof SecurityError) || !withoutEnclave.includes(error.status ?? 0)) throw error
    return failure('keystore.tpm-absent', { cause: error.message })
  }
}

/** Certificates with their keys: identities of the keychain, and copies whose key is still there. */
function pairs({ keychain, retiredCertificates }: Places): Pair[] {
  const keys = new Map(keychain.privateKeys().map((key) => [key.hash, key]))
  const found = new Map<string, Pair>()
  const add = (der: Uint8Array, retired: boolean): void => {
    const key = keys.get(keyHashOf(der) ?? '')
    const thumbprint = thumbprintOf(der)
    // An identity may be in two keychains; one that is in the keychain is not retired, whatever a copy says.
    if (key !== undefined && !found.has(thumbprint)) found.set(thumbprint, { der, thumbprint, retired, key })
  }
  for (const der of keychain.identities()) add(der, false)
  for (const der of retiredCertificates.all()) add(der, true)
  return [...found.values()]
}

function findPair(places: Places, thumbprint: string): Pair | undefined {
  return pairs(places).find((pair) => pair.thumbprint === thumbprint)
}

function signingKey(places: Places, reference: KeyReference): { key: PrivateKey; publicKey: Uint8Array } | undefined {
  if ('name' in reference) {
    const key = namedKey(places, reference.name)
    return key === undefined ? undefined : { key, publicKey: key.publicKey }
  }
  const pair = findPair(places, reference.thumbprint)
  const parts = pair === undefined ? undefined : certificateParts(pair.der)
  return pair === undefined || parts === undefined ? undefined : { key: pair.key, publicKey: parts.publicKey }
}

function storedCertificate({ keychain }: Places, { der, thumbprint, retired, key }: Pair): StoredCertificate {
  const keyName = ownName(key.label)
  return { der, thumbprint, keyName, retired, protection: key.protection, exportable: isExportable(keychain, key) }
}

/** undefined for keys of other programs: see Security.isExtractable. */
function isExportable(keychain: Keychain, { ref, label, protection }: PrivateKey): boolean | undefined {
  // Nothing leaves it, and macOS does not bother to say so.
  if (protection === 'secure-enclave') return false
  return ownName(label) !== undefined ? keychain.security.isExtractable(ref) : undefined
}
