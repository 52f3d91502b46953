/** Certificate stores and the certificates in them (crypt32.dll). Thin: what is decided is decided elsewhere. */
import { thumbprintOf } from '../certificate-parts.ts'
import { type Calls, Handle, Slot } from './calls.ts'
import {
  CERT_ARCHIVED_PROP_ID,
  CERT_FIND_SUBJECT_CERT,
  CERT_FRIENDLY_NAME_PROP_ID,
  CERT_KEY_PROV_INFO_PROP_ID,
  CERT_NCRYPT_KEY_SPEC,
  CERT_STORE_ADD_NEW,
  CERT_STORE_CTRL_COMMIT,
  CERT_STORE_ENUM_ARCHIVED_FLAG,
  CERT_STORE_MAXIMUM_ALLOWED_FLAG,
  CERT_STORE_PROV_SYSTEM_W,
  CERT_SYSTEM_STORE_CURRENT_USER,
  CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG,
  CRYPT_ACQUIRE_SILENT_FLAG,
  PKCS_7_ASN_ENCODING,
  X509_ASN_ENCODING,
} from './constants.ts'
import { decodeLocation, encodeLocation, type KeyLocation } from './key-location.ts'
import type { FunctionName } from './libraries.ts'
import { isStatus, status } from './status.ts'
import { certContext, cryptDataBlob, decodeStruct, encodeStruct, readBytes, utf16 } from './structs.ts'

const encoding = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING
const acquireSilentCng = CRYPT_ACQUIRE_SILENT_FLAG | CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG

/** The end of an enumeration, or nothing found. */
const nothingMore = [status.CRYPT_E_NOT_FOUND, status.ERROR_NO_MORE_FILES] as const
/** Stores that write at once have nothing to commit, and say so. */
const nothingToCommit = [status.ERROR_NOT_SUPPORTED, status.ERROR_CALL_NOT_IMPLEMENTED, status.E_NOTIMPL] as const

/** One certificate context. It belongs to whoever got it, but for those of `CertificateStore.certificates`. */
export class CertificateContext {
  constructor(
    private readonly calls: Calls,
    readonly handle: Handle,
  ) {}

  /** A context that is in no store yet. Fails on what Windows cannot read. */
  static create(calls: Calls, der: Uint8Array): CertificateContext {
    const made = calls.obtain('CertCreateCertificateContext', encoding, Buffer.from(der), der.length)
    return new CertificateContext(calls, owned(calls, made))
  }

  get der(): Uint8Array {
    const { pbCertEncoded, cbCertEncoded } = decodeStruct(certContext, this.handle.value)
    return readBytes(BigInt(pbCertEncoded ?? 0), Number(cbCertEncoded))
  }

  get thumbprint(): string {
    return thumbprintOf(this.der)
  }

  /** The address of its CERT_INFO. */
  get info(): bigint {
    return BigInt(decodeStruct(certContext, this.handle.value)['pCertInfo'] ?? 0)
  }

  get archived(): boolean {
    return this.read(CERT_ARCHIVED_PROP_ID) !== undefined
  }

  set archived(archived: boolean) {
    this.write(CERT_ARCHIVED_PROP_ID, archived ? encodeStruct(cryptDataBlob, { cbData: 0, pbData: null }) : null)
  }

  /** undefined when no private key belongs to it. */
  get keyLocation(): KeyLocation | undefined {
    const info = this.read(CERT_KEY_PROV_INFO_PROP_ID)
    return info === undefined ? undefined : decodeLocation(info)
  }

  linkKey(location: KeyLocation): void {
    this.write(CERT_KEY_PROV_INFO_PROP_ID, encodeLocation(location))
  }

  /** What Windows shows in its lists and choosers. */
  setFriendlyName(name: string): void {
    const text = utf16(name)
    this.write(CERT_FRIENDLY_NAME_PROP_ID, encodeStruct(cryptDataBlob, { cbData: text.length, pbData: text }))
  }

  duplicate(): CertificateContext {
    const copy = this.calls.obtain('CertDuplicateCertificateContext', this.handle.value)
    return new CertificateContext(this.calls, owned(this.calls, copy))
  }

  /**
   * The private key as every TLS stack on Windows gets at it: by CNG alone, and without a question to the user.
   *
   * @returns its handle, and whether it is ours to give back
   */
  acquireKey(): { value: bigint; isCng: boolean; ours: boolean } {
    const [key, keySpec, free] = [new Slot(), new Slot(), new Slot()]
    const out = [key.memory, keySpec.memory, free.memory] as const
    this.calls.check('CryptAcquireCertificatePrivateKey', this.handle.value, acquireSilentCng, null, ...out)
    return { value: key.handle, isCng: keySpec.number === CERT_NCRYPT_KEY_SPEC, ours: free.number !== 0 }
  }

  [Symbol.dispose](): void {
    this.handle[Symbol.dispose]()
  }

  private read(id: number): Buffer | undefined {
    const length = new Slot()
    try {
      this.calls.check('CertGetCertificateContextProperty', this.handle.value, id, null, length.memory)
      const value = Buffer.alloc(Math.max(1, length.number))
      this.calls.check('CertGetCertificateContextProperty', this.handle.value, id, value, length.memory)
      return value
    } catch (error) {
      if (isStatus(error, status.CRYPT_E_NOT_FOUND)) return undefined
      throw error
    }
  }

  private write(id: number, value: Buffer | null): void {
    this.calls.check('CertSetCertificateContextProperty', this.handle.value, id, 0, value)
  }
}

/** One of the current user's system stores. */
export class CertificateStore {
  private constructor(
    private readonly calls: Calls,
    private readonly handle: Handle,
  ) {}

  static open(calls: Calls, name: string, purpose: 'to read' | 'to write'): CertificateStore {
    const flags =
      CERT_SYSTEM_STORE_CURRENT_USER |
      CERT_STORE_ENUM_ARCHIVED_FLAG |
      (purpose === 'to read' ? CERT_STORE_MAXIMUM_ALLOWED_FLAG : 0)
    const store = calls.obtain('CertOpenStore', CERT_STORE_PROV_SYSTEM_W, 0, 0, flags, name)
    return new CertificateStore(calls, new Handle(store, (open) => calls.release('CertCloseStore', open, 0)))
  }

  /** Every certificate, the archived ones too. Each is good until the next one is asked for; duplicate to keep. */
  *certificates(): Generator<CertificateContext> {
    let previous = 0n
    for (;;) {
      const current = this.find('CertEnumCertificatesInStore', this.handle.value, previous)
      if (current === undefined) return
      // Windows frees the previous context with each step; what is left of a broken-off walk is ours.
      const handle = owned(this.calls, current)
      try {
        yield new CertificateContext(this.calls, handle)
        previous = handle.keep()
      } finally {
        handle[Symbol.dispose]()
      }
    }
  }

  /**
   * A duplicate, so that nothing done with it breaks a walk through the store.
   *
   * @param thumbprint SHA-256 of the DER, lower-case hex
   */
  certificate(thumbprint: string): CertificateContext | undefined {
    for (const context of this.certificates()) {
      if (context.thumbprint === thumbprint) return context.duplicate()
    }
    return undefined
  }

  /** The certificate with the same issuer and serial number. */
  twin(of: CertificateContext): CertificateContext | undefined {
    const search = [this.handle.value, encoding, 0, CERT_FIND_SUBJECT_CERT, of.info, 0] as const
    const found = this.find('CertFindCertificateInStore', ...search)
    return found === undefined ? undefined : new CertificateContext(this.calls, owned(this.calls, found))
  }

  /** Adds a copy, properties and all, unless one of the same issuer and serial number is there. */
  add(context: CertificateContext): void {
    const added = [this.handle.value, context.handle.value, CERT_STORE_ADD_NEW, null] as const
    this.calls.check('CertAddCertificateContextToStore', ...added)
  }

  /** Deletes from the store a certificate that `certificate` gave: a duplicate, which goes with it in any case. */
  delete(context: CertificateContext): void {
    this.calls.check('CertDeleteCertificateFromStore', context.handle.keep())
  }

  /** Has everything written down before we go on. */
  commit(): void {
    try {
      this.calls.check('CertControlStore', this.handle.value, 0, CERT_STORE_CTRL_COMMIT, null)
    } catch (error) {
      if (!isStatus(error, ...nothingToCommit)) throw error
    }
  }

  [Symbol.dispose](): void {
    this.handle[Symbol.dispose]()
  }

  private find(name: FunctionName, ...values: (number | bigint)[]): bigint | undefined {
    try {
      return this.calls.obtain(name, ...values)
    } catch (error) {
      if (isStatus(error, ...nothingMore)) return undefined
      throw error
    }
  }
}

function owned(calls: Calls, context: bigint): Handle {
  return new Handle(context, (open) => calls.release('CertFreeCertificateContext', open))
}
