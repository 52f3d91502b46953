/** softokn in memory, or a TPM's driver: objects with attributes, as far as the key store uses them. Nothing is checked that softokn does not. */
import { type KeyObject, sign } from 'node:crypto'
import { CKA, CKM, CKO } from '../../../../main/keystore/linux/cryptoki.ts'
import type { Pkcs11 } from '../../../../main/keystore/linux/pkcs11.ts'
import type { Attributes } from '../../../../main/keystore/linux/template.ts'
import { newPrivateKey } from '../some-keys.ts'

type Value = Attributes[number][1]
type Fields = Map<number, Value>

const bytesOf = (value: Value): Uint8Array =>
  typeof value === 'string'
    ? new TextEncoder().encode(value)
    : typeof value === 'object'
      ? new Uint8Array(value)
      : new Uint8Array([Number(value)])
const same = (one: Value | undefined, other: Value): boolean =>
  one !== undefined && Buffer.from(bytesOf(one)).equals(bytesOf(other))

/** RSA keys take long to make: each length once. */
const made = new Map<number, KeyObject[]>()

export class FakePkcs11 {
  readonly objects = new Map<number, Fields>()
  readonly keys = new Map<number, KeyObject>()
  /** What was changed, in its order. */
  readonly log: string[] = []
  /** Called when a key is made, before it is found: another process may make one of the same name. */
  whileMaking: (label: string) => void = () => {}
  #next = 1
  #drawn = 0

  get port(): Pkcs11 {
    return this as unknown as Pkcs11
  }

  put(fields: Attributes): number {
    const handle = this.#next++
    this.objects.set(handle, new Map(fields))
    return handle
  }

  /** An RSA private key with the label, and, as after a crash, no CKA_ID. */
  putKey(label: string, bits = 2048): number {
    const drawn = made.get(bits) ?? []
    made.set(bits, drawn)
    const index = this.#drawn++
    const key = (drawn[index] ??= newPrivateKey({ modulusLength: bits }))
    const { n = '', e = '' } = key.export({ format: 'jwk' }) as { n?: string; e?: string }
    const handle = this.put([
      [CKA.CLASS, CKO.PRIVATE_KEY],
      [CKA.TOKEN, true],
      [CKA.LABEL, label],
      [CKA.MODULUS, Buffer.from(n, 'base64url')],
      [CKA.PUBLIC_EXPONENT, Buffer.from(e, 'base64url')],
    ])
    this.keys.set(handle, key)
    return handle
  }

  idOf(handle: number): string {
    return Buffer.from(bytesOf(this.objects.get(handle)?.get(CKA.ID) ?? new Uint8Array())).toString('hex')
  }

  findObjects(_session: number, wanted: Attributes): number[] {
    return [...this.objects].flatMap(([handle, fields]) =>
      wanted.every(([type, value]) => same(fields.get(type), value)) ? [handle] : [],
    )
  }

  readAttributes(_session: number, handle: number, types: readonly number[]): (Uint8Array | undefined)[] {
    return types.map((type) => {
      const value = this.objects.get(handle)?.get(type)
      return value === undefined ? undefined : bytesOf(value)
    })
  }

  writeAttributes(_session: number, handle: number, fields: Attributes): void {
    this.log.push(`write ${handle}`)
    for (const [type, value] of fields) this.objects.get(handle)!.set(type, value)
  }

  createObject(_session: number, fields: Attributes): number {
    const handle = this.put(fields)
    this.log.push(`create ${handle}`)
    return handle
  }

  destroyObject(_session: number, handle: number): void {
    this.log.push(`destroy ${handle}`)
    this.objects.delete(handle)
  }

  /** The templates that keys were made with: open and secret. */
  readonly templates: (readonly [mechanism: number, ...parts: Attributes[]])[] = []

  generateKeyPair(_session: number, kind: number, open: Attributes, secret: Attributes): number {
    this.templates.push([kind, open, secret])
    const label = new Map(secret).get(CKA.LABEL) as string
    this.whileMaking(label)
    if (new Map(open).get(CKA.TOKEN) === true) this.put([[CKA.CLASS, CKO.PUBLIC_KEY], ...open])
    const handle = this.putKey(label, new Map(open).get(CKA.MODULUS_BITS) as number)
    this.log.push(`make ${handle}`)
    return handle
  }

  generateKey(_session: number, kind: number, fields: Attributes): number {
    this.templates.push([kind, fields])
    return this.createObject(0, fields)
  }

  sign(_session: number, kind: number, handle: number, data: Uint8Array, parameters?: Buffer): Uint8Array {
    const pss = { padding: 6, saltLength: 32 }
    if ((kind === CKM.SHA256_RSA_PKCS_PSS) !== (parameters !== undefined)) throw new Error('parameters of another kind')
    const key = this.keys.get(handle)!
    return new Uint8Array(sign('sha256', data, kind === CKM.SHA256_RSA_PKCS_PSS ? { key, ...pss } : key))
  }
}
