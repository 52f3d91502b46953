/**
 * The functions of Security.framework over keychains in memory, as far as macOS' own sources say how they behave
 * (apple-oss-distributions/Security: OSX/libsecurity_keychain/lib, SecItem.cpp and SecKey.cpp).
 */
import { constants, createPublicKey, sign } from 'node:crypto'
import { certificateParts } from '../../../../main/keystore/certificate-parts.ts'
import type { Argument, Ref } from '../../../../main/keystore/macos/foreign.ts'
import { publicKeyHash } from '../../../../main/keystore/macos/public-key.ts'
import type { Answer, Functions } from './fake-core-foundation.ts'
import type { Heap } from './fake-heap.ts'
import { externalRepresentation, type Keychains, type StoredCertificate, type StoredKey } from './fake-keychains.ts'
import { Query } from './fake-query.ts'

const ok = 0
export const status = {
  unimplemented: -4,
  param: -50,
  authFailed: -25293,
  duplicate: -25299,
  notFound: -25300,
  locked: -25308,
  entitlement: -34018,
} as const

/** @param asked told whether the user may be asked, each time that is set */
export function fakeSecurity(heap: Heap, keychains: Keychains, asked: (allowed: boolean) => void): Functions {
  const security = (type: string, value: unknown): Ref => heap.make({ kind: 'security', type, value })
  const data = (bytes: Buffer): Ref => heap.make({ kind: 'data', bytes })
  const string = (text: string): Ref => heap.make({ kind: 'string', text })

  function inside<T>(ref: Argument | undefined, type: string): T {
    const thing = heap.get(ref)
    if (thing.kind !== 'security' || thing.type !== type) throw new Error(`${thing.kind} where ${type} was expected`)
    return thing.value as T
  }
  function bytesOf(ref: Argument | undefined): Buffer {
    const thing = heap.get(ref)
    if (thing.kind !== 'data') throw new Error(`a ${thing.kind} where data was expected`)
    return thing.bytes
  }
  const text = (memory: Argument | undefined): string => (memory as Buffer).toString('utf8').replace(/\0$/, '')
  /** Leaves an object of the caller's at an address. */
  function leave(memory: Argument | undefined, ref: Ref): number {
    ;(memory as Buffer).writeBigUInt64LE(ref)
    return ok
  }
  function fail(memory: Argument | undefined, code: number): null {
    leave(memory, heap.make({ kind: 'error', code, domain: heap.constant('kCFErrorDomainOSStatus') }))
    return null
  }
  const persistent = ({ id }: StoredKey | StoredCertificate): Ref => data(Buffer.from(`item ${id}`))

  function foundKeys(query: Query): Ref[] {
    const kind = query.constant('kSecAttrKeyClass') === 'kSecAttrKeyClassPrivate' ? 'private' : 'public'
    const [label, hash] = [query.text('kSecAttrLabel'), query.bytes('kSecAttrApplicationLabel')]
    const found = keychains.keys(kind).filter((key) => (label ?? key.label) === key.label)
    return found
      .filter((key) => (hash ?? key.hash).equals(key.hash))
      .map((key) =>
        query.answer({ kSecValueRef: () => security('key', key), kSecValuePersistentRef: () => persistent(key) }, [
          ['kSecAttrLabel', string(key.label)],
          ['kSecAttrApplicationLabel', data(key.hash)],
          ...(key.place === 'data-protection'
            ? [['kSecAttrTokenID', heap.constant('kSecAttrTokenIDSecureEnclave')] as const]
            : []),
        ]),
      )
  }

  function foundCertificates(query: Query): Ref[] {
    const hash = query.bytes('kSecAttrPublicKeyHash')
    const found = keychains.certificates().filter((item) => (hash ?? item.hash).equals(item.hash))
    return found.map((item) =>
      query.answer({ kSecValueData: () => data(item.der), kSecValuePersistentRef: () => persistent(item) }, []),
    )
  }

  const foundIdentities = (query: Query): Ref[] =>
    keychains.identities().map((item) => query.answer({ kSecValueRef: () => security('identity', item) }, []))

  function generate(query: Query, error: Argument | undefined): Answer {
    const enclave = query.constant('kSecAttrTokenID') === 'kSecAttrTokenIDSecureEnclave'
    if (enclave && !keychains.hasEnclave) return fail(error, status.unimplemented)
    if (enclave && !keychains.entitled) return fail(error, status.entitlement)
    if (keychains.locked) return fail(error, status.locked)
    const own = enclave ? new Query(heap, query.ref('kSecPrivateKeyAttrs')) : query
    if (!own.is('kSecAttrIsPermanent')) throw new Error('a key that nobody would find again')
    const made = keychains.generate({
      bits: query.number('kSecAttrKeySizeInBits') ?? 0,
      elliptic: query.constant('kSecAttrKeyType') === 'kSecAttrKeyTypeECSECPrimeRandom',
      label: query.text('kSecAttrLabel') ?? '',
      tag: own.bytes('kSecAttrApplicationTag')?.toString('utf8') ?? '',
      place: enclave ? 'data-protection' : 'file',
      extractable: !enclave && query.constant('kSecAttrIsExtractable') !== 'kCFBooleanFalse',
      trusted: enclave ? undefined : inside<string[]>(query.ref('kSecAttrAccess'), 'access'),
      accessControl: enclave ? inside<number>(own.ref('kSecAttrAccessControl'), 'access control') : undefined,
    })
    return security('key', made)
  }

  return {
    SecItemCopyMatching(dictionary, result) {
      const query = new Query(heap, dictionary)
      if (query.constant('kSecMatchLimit') !== 'kSecMatchLimitAll') throw new Error('macOS gives one by default')
      const searches = {
        kSecClassKey: foundKeys,
        kSecClassCertificate: foundCertificates,
        kSecClassIdentity: foundIdentities,
      }
      const items = searches[query.constant('kSecClass') as keyof typeof searches](query)
      if (items.length === 0) return status.notFound
      leave(result, heap.make({ kind: 'array', items }))
      for (const item of items) heap.release(item)
      return ok
    },
    SecItemAdd(attributes) {
      const query = new Query(heap, attributes)
      const der = inside<Buffer>(query.ref('kSecValueRef'), 'certificate')
      const { issuer, serial, publicKey } = certificateParts(der)!
      const place = query.is('kSecUseDataProtectionKeychain') ? 'data-protection' : 'file'
      if (place === 'data-protection' && !keychains.entitled) return status.entitlement
      const primaryKey = Buffer.concat([issuer, serial]).toString('hex')
      const twin = keychains.certificates().some((item) => item.primaryKey === primaryKey && item.place === place)
      if (twin) return status.duplicate
      const hash = Buffer.from(publicKeyHash(publicKey), 'hex')
      keychains.add({ kind: 'certificate', der, hash, primaryKey, place, label: query.text('kSecAttrLabel') ?? '' })
      return ok
    },
    SecItemDelete(dictionary) {
      const reference = new Query(heap, dictionary).bytes('kSecValuePersistentRef')?.toString('utf8')
      const before = keychains.items.length
      keychains.items = keychains.items.filter(({ id }) => `item ${id}` !== reference)
      return keychains.items.length === before ? status.notFound : ok
    },
    SecKeyCreateRandomKey: (parameters, error) => generate(new Query(heap, parameters), error),
    SecKeyCopyPublicKey(ref) {
      const key = inside<StoredKey>(ref, 'key')
      // The file-based keychain looks for the public half among its items.
      const half = keychains.keys('public').find(({ hash }) => hash.equals(key.hash))
      if (key.place === 'file' && half === undefined) return null
      return security('key', half ?? { ...key, kind: 'public', key: createPublicKey(key.key) })
    },
    SecKeyCopyExternalRepresentation(ref, error) {
      const { key, kind } = inside<StoredKey>(ref, 'key')
      return kind === 'public' ? data(externalRepresentation(key)) : fail(error, status.authFailed)
    },
    SecKeyCopyAttributes(ref) {
      const { extractable, place } = inside<StoredKey>(ref, 'key')
      if (place === 'data-protection') return heap.make({ kind: 'dictionary', entries: [] })
      if (extractable) throw new Error('the description of an extractable key takes it out of the keychain')
      const entries = [[heap.constant('kSecAttrIsExtractable'), heap.constant('kCFBooleanFalse')] as const]
      return heap.make({ kind: 'dictionary', entries })
    },
    SecKeyCreateSignature(ref, algorithm, message, error) {
      const { key } = inside<StoredKey>(ref, 'key')
      const isRsa = key.asymmetricKeyType === 'rsa'
      const named = heap.get(algorithm)
      const [, scheme = '', hash = ''] =
        /^kSecKeyAlgorithm(RSASignatureMessagePKCS1v15|RSASignatureMessagePSS|ECDSASignatureMessageX962)SHA(256|384)$/.exec(
          named.kind === 'constant' ? named.name : '',
        ) ?? []
      if (scheme === '' || isRsa !== scheme.startsWith('RSA')) return fail(error, status.param)
      if (keychains.locked) return fail(error, status.locked)
      const padding = scheme.endsWith('PSS') ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
      return data(sign(`sha${hash}`, bytesOf(message), isRsa ? { key, padding, saltLength: Number(hash) / 8 } : key))
    },
    SecCertificateCreateWithData: (_, der) =>
      certificateParts(bytesOf(der)) === undefined ? null : security('certificate', Buffer.from(bytesOf(der))),
    SecCertificateCopyData: (certificate) => data(inside<Buffer>(certificate, 'certificate')),
    SecIdentityCopyCertificate: (identity, result) =>
      leave(result, security('certificate', inside<StoredCertificate>(identity, 'identity').der)),
    SecAccessControlCreateWithFlags: (_, _protection, flags) => security('access control', flags),
    SecAccessCreate(_, applications, result) {
      const list = heap.get(applications)
      const trusted = list.kind === 'array' ? list.items.map((ref) => inside<string>(ref, 'application')) : []
      return leave(result, security('access', trusted))
    },
    SecTrustedApplicationCreateFromPath: (path, result) =>
      leave(result, security('application', path === null ? '' : text(path))),
    SecKeychainOpen: (path, result) => leave(result, security('keychain', text(path))),
    SecKeychainGetStatus(_, result) {
      ;(result as Buffer).writeUInt32LE(keychains.locked ? 2 : 7)
      return ok
    },
    SecKeychainSetUserInteractionAllowed(allowed) {
      asked(allowed !== 0)
      return ok
    },
    SecCopyErrorMessageString: (code) => string(`macOS' words for ${Number(code)}`),
  }
}
