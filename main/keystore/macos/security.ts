import { kSecUnlockStateStatus } from './constants.ts'
import { type Entries, type Pool, word } from './core-foundation.ts'
import type { Argument, ConstantName, FunctionName, Ref } from './foreign.ts'
import { SecurityError, status } from './status.ts'

/**
 * Security.framework, as far as the key store uses it: objects in, objects of the pool out, a SecurityError for
 * whatever is not errSecSuccess.
 */
export class Security {
  constructor(private readonly pool: Pool) {}

  /** What the query finds; nothing is no error. Asks for all: macOS gives one by default. */
  find(query: Entries): Ref[] {
    const everything = { ...query, kSecMatchLimit: this.constant('kSecMatchLimitAll') }
    const found = Buffer.alloc(word)
    const answered = this.#call('SecItemCopyMatching', this.pool.dictionary(everything), found)
    const array = this.pool.ownAt(found)
    if (answered === status.errSecItemNotFound) return []
    this.#check('SecItemCopyMatching', answered)
    return array === undefined ? [] : this.pool.elementsOf(array)
  }

  /** false when the keychain has an item with the same primary key: for a certificate, issuer and serial number. */
  add(attributes: Entries): boolean {
    const answered = this.#call('SecItemAdd', this.pool.dictionary(attributes), null)
    if (answered === status.errSecDuplicateItem) return false
    this.#check('SecItemAdd', answered)
    return true
  }

  /** Removes the one item that a persistent reference stands for; an item that is gone is no error. */
  remove(persistentReference: Ref): void {
    const answered = this.#call('SecItemDelete', this.pool.dictionary({ kSecValuePersistentRef: persistentReference }))
    if (answered !== status.errSecItemNotFound) this.#check('SecItemDelete', answered)
  }

  /** The private key; the public one is found by it. */
  createKey(parameters: Entries): Ref {
    return this.#withError('SecKeyCreateRandomKey', this.pool.dictionary(parameters))
  }

  /** PKCS#1 RSAPublicKey or X9.63 point of a private key's public half; undefined when that is not there. */
  publicKeyOf(privateKey: Ref): Uint8Array | undefined {
    const publicKey = this.pool.own(this.pool.foreign.call('SecKeyCopyPublicKey', privateKey))
    if (publicKey === undefined) return undefined
    return this.pool.bytesOf(this.#withError('SecKeyCopyExternalRepresentation', publicKey))
  }

  /**
   * Can the key be taken out of the keychain? Only for keys that are made not to be: to describe any other, macOS'
   * file-based keychain takes it out and puts it into the answer.
   */
  isExtractable(key: Ref): boolean | undefined {
    const attributes = this.pool.own(this.pool.foreign.call('SecKeyCopyAttributes', key))
    const value = attributes === undefined ? undefined : this.pool.valueOf(attributes, 'kSecAttrIsExtractable')
    return value === undefined ? undefined : this.pool.isConstant(value, 'kCFBooleanTrue')
  }

  sign(key: Ref, algorithm: ConstantName, data: Uint8Array): Uint8Array {
    const values = [key, this.constant(algorithm), this.pool.data(data)]
    return this.pool.bytesOf(this.#withError('SecKeyCreateSignature', ...values))
  }

  certificate(der: Uint8Array): Ref {
    return this.#answered('SecCertificateCreateWithData', null, this.pool.data(der))
  }

  /** The DER of an identity's certificate. */
  certificateOf(identity: Ref): Uint8Array {
    const certificate = this.#at('SecIdentityCopyCertificate', identity)
    return this.pool.bytesOf(this.#answered('SecCertificateCopyData', certificate))
  }

  /** @param applications undefined for this program alone, none for asking the user each time */
  access(description: string, applications: readonly Ref[]): Ref {
    return this.#at('SecAccessCreate', this.pool.string(description), this.pool.array(applications))
  }

  /** @param path of a program or a bundle; undefined for the running program */
  application(path: string | undefined): Ref {
    return this.#at('SecTrustedApplicationCreateFromPath', path === undefined ? null : text(path))
  }

  accessControl(protection: ConstantName, flags: number): Ref {
    return this.#withError('SecAccessControlCreateWithFlags', null, this.constant(protection), flags)
  }

  /** The keychain of a file, whether it is there or not. */
  openKeychain(path: string): Ref {
    return this.#at('SecKeychainOpen', text(path))
  }

  /** @param keychain undefined for the default one */
  isUnlocked(keychain: Ref | undefined): boolean {
    const memory = Buffer.alloc(4)
    this.#check('SecKeychainGetStatus', this.#call('SecKeychainGetStatus', keychain ?? null, memory))
    return (memory.readUInt32LE() & kSecUnlockStateStatus) !== 0
  }

  /** May file-based keychains ask this process' user something? kSecUseAuthenticationUI means nothing to them. */
  allowQuestions(allowed: boolean): void {
    const answered = this.#call('SecKeychainSetUserInteractionAllowed', allowed ? 1 : 0)
    this.#check('SecKeychainSetUserInteractionAllowed', answered)
  }

  constant(name: ConstantName): Ref {
    return this.pool.foreign.constant(name)
  }

  #call(name: FunctionName, ...values: Argument[]): number {
    return Number(this.pool.foreign.call(name, ...values))
  }

  /** Calls a function that answers NULL, and nothing more, when it fails. */
  #answered(name: FunctionName, ...values: Argument[]): Ref {
    const made = this.pool.own(this.pool.foreign.call(name, ...values))
    if (made === undefined) throw new SecurityError({ functionName: name, code: undefined })
    return made
  }

  /** Calls a function that leaves an object at its last parameter. */
  #at(name: FunctionName, ...values: Argument[]): Ref {
    const memory = Buffer.alloc(word)
    const answered = this.#call(name, ...values, memory)
    const made = this.pool.ownAt(memory)
    this.#check(name, answered)
    if (made === undefined) throw new SecurityError({ functionName: name, code: undefined })
    return made
  }

  /** Calls a function that answers NULL and leaves a CFError at its last parameter when it fails. */
  #withError(name: FunctionName, ...values: Argument[]): Ref {
    const memory = Buffer.alloc(word)
    const made = this.pool.own(this.pool.foreign.call(name, ...values, memory))
    const error = this.pool.ownAt(memory)
    if (made !== undefined) return made
    if (error === undefined) throw new SecurityError({ functionName: name, code: undefined })
    const code = Number(this.pool.foreign.call('CFErrorGetCode', error))
    const domain = this.pool.foreign.call('CFErrorGetDomain', error) as Ref
    if (this.pool.isConstant(domain, 'kCFErrorDomainOSStatus')) throw this.#error(name, code)
    throw new SecurityError({ functionName: name, code, domain: this.pool.textOf(domain) })
  }

  #check(name: FunctionName, answered: number): void {
    if (answered !== status.errSecSuccess) throw this.#error(name, answered)
  }

  #error(functionName: FunctionName, code: number): SecurityError {
    const message = this.pool.own(this.pool.foreign.call('SecCopyErrorMessageString', code, null))
    return new SecurityError({ functionName, code, message: message === undefined ? '' : this.pool.textOf(message) })
  }
}

/** A C string. */
function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf8')
}
