/**
 * What the key store can do. Every function either finds its work done or does it; the order of the writes inside each
 * is such that after a crash between any two a repetition finishes the work.
 */
import { createHash } from 'node:crypto'
import { done, failure, type Result, success } from '../../renewal/errors.ts'
import { type KeySpecification, type MadeKey, partsOfScheme, type SignatureScheme } from '../../renewal/key.ts'
import type { KeyReference, StoredCertificate } from '../../renewal/ports.ts'
import { schemeOf } from '../../x509/signature.ts'
import { certificateParts } from '../certificate-parts.ts'
import { byThumbprint, isRsaKey, ownNames } from '../own-keys.ts'
import type { Work } from '../local-key-store.ts'
import { keyStorage } from './cng.ts'
import { type CertificateContext, CertificateStore } from './crypt32.ts'
import { addAuthorities, install, listAuthorities, longestCertificate } from './installation.ts'
import { cngLocation, isCng, isSameKey, type KeyLocation } from './key-location.ts'
import type { Windows } from './windows.ts'

const protections = { software: 'cng-software', tpm: 'cng-tpm' } as const

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
} satisfies Work<Windows>

function checkWritable({ calls, named, location }: Windows, { trial = false } = {}): Result<void> {
  if (trial) named.tryToMake()
  else named.checkProvider()
  using store = CertificateStore.open(calls, location, 'to write')
  if (trial) store.commit()
  return done
}

function list(windows: Windows, { retired = false } = {}): Result<StoredCertificate[]> {
  using store = CertificateStore.open(windows.calls, windows.location, 'to read')
  // A system store is a view of several places, and one certificate may be in two of them.
  const found = new Map<string, StoredCertificate>()
  for (const context of store.certificates()) {
    if (!retired && context.archived) continue
    const entry = storedCertificate(windows, context)
    if (entry !== undefined) found.set(entry.thumbprint, entry)
  }
  return success([...found.values()].sort(byThumbprint))
}

/** Without a link to a key; one whose link leads nowhere is found when its key is to be used. */
function listKeyless(windows: Windows): Result<Uint8Array[]> {
  using store = CertificateStore.open(windows.calls, windows.location, 'to read')
  const found: Uint8Array[] = []
  for (const context of store.certificates()) {
    if (context.archived || context.keyLocation !== undefined) continue
    const { der } = context
    if (der.length <= longestCertificate && certificateParts(der) !== undefined) found.push(der)
  }
  return success(found)
}

function listKeys({ named }: Windows): Result<string[]> {
  return success(ownNames(named.names()))
}

function read(windows: Windows, thumbprint: string): Result<StoredCertificate | undefined> {
  using store = CertificateStore.open(windows.calls, windows.location, 'to read')
  using context = store.certificate(thumbprint)
  return success(context && storedCertificate(windows, context))
}

function makeKey({ named }: Windows, name: string, specification: KeySpecification): Result<MadeKey> {
  if (specification.provider === 'secure-enclave') {
    return failure('keystore.tpm-absent', { cause: 'no Secure Enclave on Windows' })
  }
  const { place, publicKey } = named.make(name, specification)
  return success({ publicKey, protection: protections[place] })
}

/** SubjectPublicKeyInfo, DER. */
function findKey({ named }: Windows, name: string): Result<Uint8Array | undefined> {
  return success(named.find(name)?.publicKey)
}

function sign(
  windows: Windows,
  reference: KeyReference,
  data: Uint8Array,
  wanted?: SignatureScheme,
): Result<Uint8Array> {
  if ('name' in reference) {
    const key = windows.named.find(reference.name)
    if (key === undefined) return failure('keystore.key-missing')
    return signed(key.publicKey, data, wanted, (digest, scheme) =>
      windows.named.sign(reference.name, key, digest, scheme),
    )
  }
  using store = CertificateStore.open(windows.calls, windows.location, 'to read')
  using context = store.certificate(reference.thumbprint)
  const location = context?.keyLocation
  if (context === undefined || location === undefined) return failure('keystore.key-missing')
  const publicKey = certificateParts(context.der)?.publicKey
  if (!isCng(location) && wanted !== undefined && !wanted.startsWith('rsa-pkcs1')) {
    return failure('keystore.sign-failed', { cause: `CryptoAPI knows no ${wanted}` })
  }
  return signed(publicKey, data, wanted, (digest, scheme) => windows.keys.sign(location, digest, scheme))
}

/** @param publicKey SubjectPublicKeyInfo, DER; of what tells none, Windows says whether it can sign so */
function signed(
  publicKey: Uint8Array | undefined,
  data: Uint8Array,
  wanted: SignatureScheme | undefined,
  make: (digest: Uint8Array, scheme: SignatureScheme) => Uint8Array,
): Result<Uint8Array> {
  const scheme = wanted ?? (publicKey === undefined ? 'rsa-pkcs1-sha256' : schemeOf(publicKey))
  const { family, hash } = partsOfScheme(scheme)
  if (publicKey !== undefined && isRsaKey(publicKey) !== (family !== 'ecdsa')) {
    return failure('keystore.sign-failed', { cause: `no key for ${scheme}` })
  }
  return success(make(createHash(hash).update(data).digest(), scheme))
}

function retire(windows: Windows, thumbprint: string): Result<void> {
  return archive(windows, thumbprint, true)
}

function restore(windows: Windows, thumbprint: string): Result<void> {
  return archive(windows, thumbprint, false)
}

function archive(windows: Windows, thumbprint: string, retired: boolean): Result<void> {
  using store = CertificateStore.open(windows.calls, windows.location, 'to write')
  using context = store.certificate(thumbprint)
  if (context?.keyLocation === undefined) return failure('keystore.certificate-missing')
  if (context.archived !== retired) {
    context.archived = retired
    store.commit()
  }
  return done
}

function discardKey(windows: Windows, name: string): Result<void> {
  const key = windows.named.find(name)
  if (key === undefined) return done
  using store = CertificateStore.open(windows.calls, windows.location, 'to read')
  const location = cngLocation(name, keyStorage[key.place])
  for (const context of store.certificates()) {
    if (uses(context, location, key.publicKey)) {
      return failure('keystore.key-exists', { cause: 'a certificate belongs to this key' })
    }
  }
  windows.named.delete(name)
  return done
}

function remove(windows: Windows, thumbprint: string): Result<void> {
  using store = CertificateStore.open(windows.calls, windows.location, 'to write')
  using context = store.certificate(thumbprint)
  if (context === undefined) return done
  const location = context.keyLocation
  if (location === undefined) {
    return failure('keystore.key-missing', { cause: 'the certificate has no private key here' })
  }
  // Out of every chooser first: a certificate whose key is gone must not be offered if we are cut short.
  if (!context.archived) {
    context.archived = true
    store.commit()
  }
  if (!isShared(store, thumbprint, location, context.der)) windows.keys.delete(location)
  store.delete(context)
  store.commit()
  return done
}

function storedCertificate({ keys }: Windows, context: CertificateContext): StoredCertificate | undefined {
  const location = context.keyLocation
  if (location === undefined) return undefined
  const { der, archived } = context
  if (der.length > longestCertificate) return undefined
  return {
    der,
    thumbprint: context.thumbprint,
    keyName: keys.ownName(location),
    retired: archived,
    protection: keys.protection(location),
    exportable: keys.exportable(location),
  }
}

function isShared(store: CertificateStore, thumbprint: string, location: KeyLocation, der: Uint8Array): boolean {
  const publicKey = certificateParts(der)?.publicKey
  for (const other of store.certificates()) {
    if (other.thumbprint !== thumbprint && uses(other, location, publicKey)) return true
  }
  return false
}

/** By what the certificate says as well as by its link: a certificate that lost its link is one all the same. */
function uses(context: CertificateContext, location: KeyLocation, publicKey: Uint8Array | undefined): boolean {
  const linked = context.keyLocation
  if (linked !== undefined && isSameKey(linked, location)) return true
  return publicKey !== undefined && Buffer.from(context.der).includes(Buffer.from(publicKey))
}
