/** Putting an issued certificate next to its key, and trying it out. */
import { createHash } from 'node:crypto'
import { done, failure, type Result, success } from '../../renewal/errors.ts'
import { partsOfScheme } from '../../renewal/key.ts'
import { algorithmIdentifier, isSignature, schemeOf } from '../../x509/signature.ts'
import { type CertificateParts, isAuthority, labelOf, thumbprintOf } from '../certificate-parts.ts'
import { readInstallation, readIssuers, twinInTheWay } from '../installation.ts'
import { equal } from '../own-keys.ts'
import type { Handle } from './calls.ts'
import { type Cng, keyStorage } from './cng.ts'
import { CertificateContext, CertificateStore } from './crypt32.ts'
import { cngLocation, isSameKey, type KeyLocation } from './key-location.ts'
import { isStatus, status, WindowsError } from './status.ts'
import type { Windows } from './windows.ts'

/** What the rest of Koshin takes for a certificate; a longer one of another program is none of ours. */
export const longestCertificate = 64 * 1024

export function install(
  windows: Windows,
  der: Uint8Array,
  keyName: string,
  intermediates: readonly Uint8Array[] = [],
): Result<void> {
  const read = readInstallation(der, intermediates, () => windows.named.find(keyName))
  if (!read.ok) return read
  const { certificate, key, issuers } = read.value
  addIssuers(windows, issuers)
  return addWithKey(windows, certificate, cngLocation(keyName, keyStorage[key.place]))
}

/** The store in which TLS stacks look for the rest of a chain, beside the one of the user's own certificates. */
const issuersLocation = (location: string): string => (location === 'MY' ? 'CA' : `${location}-CA`)

export function listAuthorities({ calls, location }: Windows): Result<Uint8Array[]> {
  using store = CertificateStore.open(calls, issuersLocation(location), 'to read')
  const found: Uint8Array[] = []
  for (const context of store.certificates()) {
    const { der } = context
    if (der.length <= longestCertificate && isAuthority(der)) found.push(der)
  }
  return success(found)
}

export function addAuthorities(windows: Windows, certificates: readonly Uint8Array[]): Result<void> {
  const read = readIssuers(certificates)
  if (!read.ok) return read
  addIssuers(windows, read.value)
  return done
}

/**
 * Where TLS stacks look for the rest of a chain. Where one with the same issuer and serial number is there, it is the
 * same, or one that we must not replace: a chain without it is better than no certificate.
 */
function addIssuers({ calls, location }: Windows, issuers: readonly CertificateParts[]): void {
  if (issuers.length === 0) return
  using store = CertificateStore.open(calls, issuersLocation(location), 'to write')
  for (const issuer of issuers) {
    using context = CertificateContext.create(calls, issuer.der)
    using present = store.twin(context)
    if (present === undefined) store.add(context)
  }
  store.commit()
}

/** One write puts certificate, key and name into the store: there is no half-way. Then it is tried out. */
function addWithKey(windows: Windows, parts: CertificateParts, key: KeyLocation): Result<void> {
  using store = CertificateStore.open(windows.calls, windows.location, 'to write')
  using context = CertificateContext.create(windows.calls, parts.der)
  using present = store.twin(context)
  if (present !== undefined && !equal(present.der, parts.der)) return twinInTheWay()
  describe(present ?? context, parts, key)
  if (present === undefined) store.add(context)
  else if (present.archived) present.archived = false
  store.commit()
  const back = readBack(windows, parts)
  // A certificate that cannot be used must not be offered; one that was there before was not put there by us.
  if (!back.ok && present === undefined) takeBack(windows, parts)
  return back
}

function describe(context: CertificateContext, parts: CertificateParts, key: KeyLocation): void {
  const linked = context.keyLocation
  if (linked !== undefined && isSameKey(linked, key)) return
  context.setFriendlyName(labelOf(parts))
  context.linkKey(key)
}

/** Gets at certificate and key as a browser does, and signs. */
function readBack({ calls, cng, capi, location }: Windows, parts: CertificateParts): Result<void> {
  const failed = (cause: string, retry: 'never' | 'later' = 'never') =>
    failure('keystore.read-back-failed', { cause, retry })
  try {
    using store = CertificateStore.open(calls, location, 'to read')
    using context = store.certificate(thumbprintOf(parts.der))
    if (context === undefined) return failed('the certificate is not in the store')
    const acquired = context.acquireKey()
    using handle = (acquired.isCng ? cng : capi).own(acquired.value)
    if (!acquired.ours) handle.keep()
    if (!acquired.isCng) return failed('the key is not one of CNG')
    if (!equal(cng.publicKey(handle), parts.publicKey)) return failed('the key is not the certificate’s')
    return isSigning(cng, handle, parts.publicKey) ? done : failed('the signature does not fit the certificate')
  } catch (error) {
    if (!(error instanceof WindowsError)) throw error
    return failed(error.message, error.passing ? 'later' : 'never')
  }
}

function isSigning(cng: Cng, key: Handle, publicKey: Uint8Array): boolean {
  const data = new TextEncoder().encode('koshin')
  try {
    const scheme = schemeOf(publicKey)
    const digest = createHash(partsOfScheme(scheme).hash).update(data).digest()
    return isSignature(algorithmIdentifier(scheme), data, publicKey, cng.sign(key, digest, { scheme, silent: true }))
  } catch (error) {
    // A key that is only used with the user's consent signs nothing in silence. It signed the request with consent.
    if (isStatus(error, status.NTE_SILENT_CONTEXT, status.NTE_UI_REQUIRED)) return true
    throw error
  }
}

function takeBack({ calls, location }: Windows, { der }: CertificateParts): void {
  try {
    using store = CertificateStore.open(calls, location, 'to write')
    using context = store.certificate(thumbprintOf(der))
    if (context === undefined) return
    store.delete(context)
    store.commit()
  } catch (error) {
    // The renewal's journal knows of it: the same installation is tried again, and finds it there.
    if (!(error instanceof WindowsError)) throw error
  }
}
