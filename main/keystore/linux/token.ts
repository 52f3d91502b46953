/** One open session with a token: its private keys and its certificates as objects of ours. */
import { createHash } from 'node:crypto'
import { hex } from '../../x509/der.ts'
import { type KeyAlgorithm, type KeyProtection, partsOfScheme, type SignatureScheme } from '../../renewal/key.ts'
import { CKA, CKC, CKM, CKO } from './cryptoki.ts'
import { type CertificateParts, thumbprintOf } from '../certificate-parts.ts'
import { curves, ecdsaSignature, ecPublicKey, isEcAlgorithm, modulusBits, rsaPublicKey } from '../own-keys.ts'
import { type Handle, type Pkcs11, pssParameters } from './pkcs11.ts'
import type { Attributes } from './template.ts'
import { product } from '../../renewal/product/product.ts'

export interface PrivateKey {
  readonly handle: Handle
  readonly label: string
  /** CKA_ID, hex: what a certificate of this key carries too. */
  readonly id: string
  /** SubjectPublicKeyInfo, DER; undefined where the database does not tell (never of ours, unless it is damaged). */
  readonly publicKey: Uint8Array | undefined
}

/** How a token holds keys. */
export interface Holding {
  readonly protection: KeyProtection
  /** Does it give a key away to its owner's tools? undefined where it does not tell. */
  readonly exportable: boolean | undefined
  /** Is the public half an object of its own? softokn has it in the private one. */
  readonly inHalves: boolean
}

/** pk12util exports every key of a database without a password, whatever its attributes say (see softokn.ts). */
const inDatabase: Holding = { protection: 'nss-software', exportable: true, inHalves: false }

/** The half of a key that everybody may see, without a PIN too. */
export type PublicHalf = Pick<PrivateKey, 'handle' | 'label' | 'id'>

export interface TokenCertificate {
  readonly handle: Handle
  readonly der: Uint8Array
  /** SHA-256 of the DER, hex. */
  readonly thumbprint: string
  /** CKA_ID, hex: the private key's, without the mark of a retired certificate. */
  readonly keyId: string
  readonly retired: boolean
}

/**
 * A retired certificate stays where it is, with this in front of its CKA_ID. NSS takes a certificate for the user's
 * own when a private key has the same CKA_ID, so no chooser offers it any more; taking the mark off undoes it. One
 * attribute written by one call: there is no half-way. (softokn keeps no CKO_DATA objects, so the certificate could
 * not have been put aside in one.)
 */
const retiredMark = hex(new TextEncoder().encode('koshin-retired:'))
/** Bytes; most certificates have less, and are read by one call. */
const certificateRoom = 4096
const checkLabel = `${product.keyPrefix}write-check`
const publicExponent = new Uint8Array([1, 0, 1])
const rsaMechanisms = {
  'rsa-pkcs1': { sha256: CKM.SHA256_RSA_PKCS, sha384: CKM.SHA384_RSA_PKCS },
  'rsa-pss': { sha256: CKM.SHA256_RSA_PKCS_PSS, sha384: CKM.SHA384_RSA_PKCS_PSS },
} as const

export class Token {
  constructor(
    private readonly pkcs11: Pkcs11,
    private readonly session: Handle,
    /** Otherwise nothing but reading and signing succeeds. */
    readonly writable: boolean,
    readonly holding: Holding = inDatabase,
  ) {}

  /** All private keys, or those of one label. */
  privateKeys(label?: string): PrivateKey[] {
    const wanted = [
      [CKA.CLASS, CKO.PRIVATE_KEY],
      [CKA.TOKEN, true],
      ...(label === undefined ? [] : [[CKA.LABEL, label] as const]),
    ] as const
    const publicKeyOf = (handle: Handle) => this.#rsaPublicKey(handle) ?? this.#ecPublicKey(handle)
    return this.pkcs11.findObjects(this.session, wanted).map((handle) => {
      const [labelBytes, id] = this.pkcs11.readAttributes(this.session, handle, [CKA.LABEL, CKA.ID])
      return {
        handle,
        label: Buffer.from(labelBytes ?? []).toString('utf8'),
        id: hex(id ?? new Uint8Array()),
        // Read when it is asked for: softokn checks an integrity record for each part, thousands of rounds with a password.
        get publicKey() {
          return publicKeyOf(handle)
        },
      }
    })
  }

  #rsaPublicKey(handle: Handle): Uint8Array | undefined {
    const types = [CKA.MODULUS, CKA.PUBLIC_EXPONENT]
    const [modulus, exponent] = this.pkcs11.readAttributes(this.session, handle, types)
    return modulus?.length && exponent?.length ? rsaPublicKey(modulus, exponent) : undefined
  }

  /** Asked for on its own: softokn checks no integrity record when one of the attributes is none of this key's. */
  #ecPublicKey(handle: Handle): Uint8Array | undefined {
    const { inHalves } = this.holding
    const types = [CKA.EC_PARAMS, inHalves ? CKA.EC_POINT : CKA.NSS_DB]
    const [parameters, value] = this.pkcs11.readAttributes(this.session, handle, types)
    // What is around the point is two octets long for every curve of ours.
    const point = inHalves ? value?.subarray(2) : value
    return parameters?.length && point?.[0] === 4 ? ecPublicKey(parameters, point) : undefined
  }

  /** All, or those of one label; only of tokens that keep them. */
  publicHalves(label?: string): PublicHalf[] {
    const wanted = [
      [CKA.CLASS, CKO.PUBLIC_KEY],
      [CKA.TOKEN, true],
      ...(label === undefined ? [] : [[CKA.LABEL, label] as const]),
    ] as const
    return this.pkcs11.findObjects(this.session, wanted).map((handle) => {
      const [labelBytes, id] = this.pkcs11.readAttributes(this.session, handle, [CKA.LABEL, CKA.ID])
      return { handle, label: Buffer.from(labelBytes ?? []).toString('utf8'), id: hex(id ?? new Uint8Array()) }
    })
  }

  /** All certificates, or those of one issuer (DER of its name), which softokn finds by an index. */
  certificates(issuer?: Uint8Array): TokenCertificate[] {
    const wanted = [
      [CKA.CLASS, CKO.CERTIFICATE],
      [CKA.TOKEN, true],
      ...(issuer === undefined ? [] : [[CKA.ISSUER, issuer] as const]),
    ] as const
    const types = [CKA.VALUE, CKA.ID]
    return this.pkcs11.findObjects(this.session, wanted).flatMap((handle) => {
      const [der, idBytes] = this.pkcs11.readAttributes(this.session, handle, types, certificateRoom)
      if (der === undefined) return []
      const id = hex(idBytes ?? new Uint8Array())
      const retired = id.startsWith(retiredMark)
      const keyId = retired ? id.slice(retiredMark.length) : id
      return [{ handle, der, thumbprint: thumbprintOf(der), keyId, retired }]
    })
  }

  /** A new key pair, and the handle of its private half. */
  generateKey(label: string, algorithm: KeyAlgorithm): Handle {
    const isEc = isEcAlgorithm(algorithm)
    const kind: Attributes = isEc
      ? [[CKA.EC_PARAMS, curves[algorithm].parameters]]
      : [
          [CKA.MODULUS_BITS, modulusBits[algorithm]],
          [CKA.PUBLIC_EXPONENT, publicExponent],
        ]
    const stays: Attributes = this.holding.inHalves
      ? [
          [CKA.TOKEN, true],
          [CKA.LABEL, label],
        ]
      : [[CKA.TOKEN, false]]
    const open: Attributes = [...stays, [CKA.VERIFY, true], ...kind]
    const secret = [
      [CKA.TOKEN, true],
      [CKA.PRIVATE, true],
      [CKA.SENSITIVE, true],
      [CKA.EXTRACTABLE, false],
      [CKA.SIGN, true],
      [CKA.LABEL, label],
    ] as const
    const chosen = isEc ? CKM.EC_KEY_PAIR_GEN : CKM.RSA_PKCS_KEY_PAIR_GEN
    return this.pkcs11.generateKeyPair(this.session, chosen, open, secret)
  }

  /** The private half last: by its CKA_ID the work is seen to be done. */
  setKeyId(key: PrivateKey, id: string): void {
    for (const { handle } of [...this.#publicHalfOf(key), key]) {
      this.pkcs11.writeAttributes(this.session, handle, [[CKA.ID, Buffer.from(id, 'hex')]])
    }
  }

  #publicHalfOf({ label, id }: PublicHalf): PublicHalf[] {
    if (!this.holding.inHalves) return []
    const named = this.publicHalves(label)
    const own = named.filter((half) => half.id === id)
    // Right after they were made neither half has one.
    return own.length > 0 ? own : named.filter((half) => half.id === '')
  }

  addCertificate(parts: CertificateParts, label: string, keyId: string): void {
    this.pkcs11.createObject(this.session, [
      [CKA.CLASS, CKO.CERTIFICATE],
      [CKA.TOKEN, true],
      [CKA.CERTIFICATE_TYPE, CKC.X_509],
      [CKA.VALUE, parts.der],
      [CKA.SUBJECT, parts.subject],
      [CKA.ISSUER, parts.issuer],
      [CKA.SERIAL_NUMBER, parts.serial],
      [CKA.ID, Buffer.from(keyId, 'hex')],
      [CKA.LABEL, label],
    ])
  }

  /** Ties a certificate to its key, for all to see or, when `retired`, for us alone. */
  link(certificate: TokenCertificate, keyId: string, retired: boolean): void {
    const id = Buffer.from(`${retired ? retiredMark : ''}${keyId}`, 'hex')
    this.pkcs11.writeAttributes(this.session, certificate.handle, [[CKA.ID, id]])
  }

  destroy({ handle }: { readonly handle: Handle }): void {
    this.pkcs11.destroyObject(this.session, handle)
  }

  destroyKey(key: PrivateKey): void {
    for (const half of [key, ...this.#publicHalfOf(key)]) this.destroy(half)
  }

  sign(key: PrivateKey, data: Uint8Array, scheme: SignatureScheme): Uint8Array {
    const { family, hash } = partsOfScheme(scheme)
    if (family === 'ecdsa') {
      const digest = createHash(hash).update(data).digest()
      return ecdsaSignature(this.pkcs11.sign(this.session, CKM.ECDSA, key.handle, digest))
    }
    const parameters = family === 'rsa-pss' ? pssParameters(hash) : undefined
    return this.pkcs11.sign(this.session, rsaMechanisms[family][hash], key.handle, data, parameters)
  }

  /**
   * Writes a small secret key and takes it away again, and with it whatever an interrupted check left. In halves, an object
   * of data: a TPM makes no such keys, and softokn keeps no such objects.
   */
  tryToWrite(): void {
    const { inHalves } = this.holding
    const marked = [
      [CKA.CLASS, inHalves ? CKO.DATA : CKO.SECRET_KEY],
      [CKA.TOKEN, true],
      [CKA.LABEL, checkLabel],
    ] as const
    if (inHalves) this.pkcs11.createObject(this.session, [...marked, [CKA.VALUE, Uint8Array.of(0)]])
    else {
      this.pkcs11.generateKey(this.session, CKM.AES_KEY_GEN, [
        ...marked,
        [CKA.PRIVATE, true],
        [CKA.SENSITIVE, true],
        [CKA.ENCRYPT, true],
        [CKA.VALUE_LEN, 16],
      ])
    }
    for (const handle of this.pkcs11.findObjects(this.session, marked)) {
      this.pkcs11.destroyObject(this.session, handle)
    }
  }
}

/** Stands for a database that does not exist, before what only reads. */
export const emptyToken = {
  writable: false,
  holding: inDatabase,
  privateKeys: () => [],
  certificates: () => [],
} satisfies Pick<Token, 'writable' | 'holding' | 'privateKeys' | 'certificates'> as unknown as Token
