/**
 * The dozen and a half PKCS#11 functions that the key store needs, called straight in a shared library.
 * Thin on purpose: numbers and bytes in, bytes out, a CryptokiError for every CK_RV but CKR_OK.
 */
import koffi from 'koffi'
import type { SchemeHash } from '../../renewal/key.ts'
import { CKF, CKG, CKM, CKR, CKU, CryptokiError } from './cryptoki.ts'
import { type Attributes, Template, word } from './template.ts'

const number = 'ulong'
const pointer = 'void *'

/** Places in CK_FUNCTION_LIST (after its version), and what each function takes. */
export const functions = {
  C_Initialize: [0, [pointer]],
  C_Finalize: [1, [pointer]],
  C_GetSlotList: [4, ['uint8', pointer, pointer]],
  C_GetTokenInfo: [6, [number, pointer]],
  C_InitPIN: [10, [number, pointer, number]],
  C_OpenSession: [12, [number, number, pointer, pointer, pointer]],
  C_Login: [18, [number, number, pointer, number]],
  C_Logout: [19, [number]],
  C_CreateObject: [20, [number, pointer, number, pointer]],
  C_DestroyObject: [22, [number, number]],
  C_GetAttributeValue: [24, [number, number, pointer, number]],
  C_SetAttributeValue: [25, [number, number, pointer, number]],
  C_FindObjectsInit: [26, [number, pointer, number]],
  C_FindObjects: [27, [number, pointer, number, pointer]],
  C_FindObjectsFinal: [28, [number]],
  C_SignInit: [42, [number, pointer, number]],
  C_Sign: [43, [number, pointer, number, pointer, pointer]],
  C_GenerateKey: [58, [number, pointer, pointer, number, pointer]],
  C_GenerateKeyPair: [59, [number, pointer, pointer, number, pointer, number, pointer, pointer]],
} as const

type FunctionName = keyof typeof functions
/** Of a session or an object, as the library chose it: some choose numbers that JavaScript's would round. */
export type Handle = number | bigint
type Argument = Handle | Buffer | null
type Bound = Record<FunctionName, (...values: Argument[]) => number>

/** Objects that one C_FindObjects asks for. */
const findBatch = 64
/** As long as an RSA signature can get here (4096 bits). */
const signatureSpace = 512
/** sizeof(CK_TOKEN_INFO) and where its flags are, after label, manufacturer, model and serial number. */
export const tokenInfo = { size: 208, label: 32, serialNumber: 80, flags: 96 } as const
/** NSS' CK_C_INITIALIZE_ARGS: four mutex functions, flags, LibraryParameters (NSS' own field), pReserved. */
export const initializeArguments = { size: 7 * word, flags: 4 * word, parameters: 5 * word } as const

export class Pkcs11 {
  readonly #bound: Bound
  /** koffi unloads a library with its last reference, and does not count the bare addresses that are called here. */
  readonly #loaded = new Set<unknown>()
  /** What the running call points into: the garbage collector must see it until the call is over. */
  readonly #inUse = new Set<unknown>()

  /** @throws Error when the library cannot be loaded */
  constructor(file: string) {
    if (koffi.sizeof(number) !== word) throw new Error('PKCS#11 is spoken on 64-bit systems only')
    const list: [bigint | null] = [null]
    const library = koffi.load(file)
    const getList = library.func('C_GetFunctionList', number, [koffi.out(koffi.pointer(pointer))])
    this.#loaded.add(library).add(getList)
    const answered = Number(getList(list))
    if (answered !== CKR.OK) throw new CryptokiError('C_GetFunctionList', answered)
    const last = Math.max(...Object.values(functions).map(([place]) => place))
    const addresses = koffi.decode(list[0], word, koffi.array(pointer, last + 1)) as bigint[]
    const bound = Object.entries(functions).map(([name, [place, types]]) => {
      const prototype = koffi.proto(number, [...types])
      return [name, (...values: Argument[]) => Number(koffi.call(addresses[place], prototype, ...values))]
    })
    this.#bound = Object.fromEntries(bound) as Bound
  }

  /** @param parameters NSS' module parameters (configdir and the like), for NSS' own library; others refuse them */
  initialize(parameters?: string): void {
    if (parameters === undefined) return void this.#call('C_Initialize', [null])
    const text = Buffer.from(`${parameters}\0`, 'utf8')
    const args = Buffer.alloc(initializeArguments.size)
    args.writeBigUInt64LE(BigInt(CKF.OS_LOCKING_OK), initializeArguments.flags)
    args.writeBigUInt64LE(koffi.address(text), initializeArguments.parameters)
    this.#call('C_Initialize', [args], text)
  }

  /** Closes every session and the database. */
  finalize(): void {
    this.#call('C_Finalize', [null])
  }

  /** Those with a token in them. */
  slots(): number[] {
    const count = Buffer.alloc(word)
    this.#call('C_GetSlotList', [1, null, count])
    const slots = Buffer.alloc(Math.max(1, readNumber(count)) * word)
    this.#call('C_GetSlotList', [1, slots, count])
    return Array.from({ length: readNumber(count) }, (_, index) => readNumber(slots, index * word))
  }

  tokenFlags(slot: number): number {
    return readNumber(this.#tokenInfo(slot), tokenInfo.flags)
  }

  /** As NSS and Chromium name it: without the blanks that fill it up. */
  tokenLabel(slot: number): string {
    return this.#tokenInfo(slot).toString('utf8', 0, tokenInfo.label).trimEnd()
  }

  tokenSerialNumber(slot: number): string {
    return this.#tokenInfo(slot).toString('utf8', tokenInfo.serialNumber, tokenInfo.flags).trimEnd()
  }

  #tokenInfo(slot: number): Buffer {
    const info = Buffer.alloc(tokenInfo.size)
    this.#call('C_GetTokenInfo', [slot, info])
    return info
  }

  openSession(slot: number, writable = true): Handle {
    const session = Buffer.alloc(word)
    const flags = writable ? CKF.SERIAL_SESSION + CKF.RW_SESSION : CKF.SERIAL_SESSION
    this.#call('C_OpenSession', [slot, flags, null, null, session])
    return readHandle(session)
  }

  /** Gives a new token the empty password, as Chromium does for a database that it makes. */
  initializeEmptyPin(session: Handle): void {
    const empty = Buffer.alloc(1)
    this.#call('C_Login', [session, CKU.SO, empty, 0])
    this.#call('C_InitPIN', [session, empty, 0])
    this.#call('C_Logout', [session])
  }

  /** @throws CryptokiError CKR_PIN_INCORRECT among others */
  logIn(session: Handle, password: string): void {
    // Of an empty one, too, some libraries want the address.
    const bytes = Buffer.from(`${password}\0`, 'utf8')
    try {
      this.#call('C_Login', [session, CKU.USER, bytes, bytes.length - 1])
    } finally {
      bytes.fill(0)
    }
  }

  createObject(session: Handle, attributes: Attributes): Handle {
    const template = Template.of(attributes)
    const object = Buffer.alloc(word)
    this.#call('C_CreateObject', [session, template.memory, template.count, object], template)
    return readHandle(object)
  }

  destroyObject(session: Handle, object: Handle): void {
    this.#call('C_DestroyObject', [session, object])
  }

  /**
   * In the order of `types`; undefined for what the object has not or keeps to itself, for what is damaged, and for
   * all of an object that another process destroyed after it was found.
   *
   * @param room bytes that each of them probably has at most: one call is enough then
   */
  readAttributes(session: Handle, object: Handle, types: readonly number[], room = 0): (Uint8Array | undefined)[] {
    try {
      return this.#readWhole(session, object, types, room)
    } catch (error) {
      if (!(error instanceof CryptokiError && error.damaged)) throw error
      // One attribute whose integrity record does not fit takes the others of the same question along.
      return types.length === 1 ? [undefined] : types.flatMap((type) => this.readAttributes(session, object, [type]))
    }
  }

  #readWhole(session: Handle, object: Handle, types: readonly number[], room: number): (Uint8Array | undefined)[] {
    const tolerated = [CKR.ATTRIBUTE_SENSITIVE, CKR.ATTRIBUTE_TYPE_INVALID, CKR.OBJECT_HANDLE_INVALID]
    const ask = (template: Template, more: readonly number[] = []): number =>
      this.#call('C_GetAttributeValue', [session, object, template.memory, template.count], template, [
        ...tolerated,
        ...more,
      ])
    const read = (template: Template) => types.map((_, index) => template.value(index))
    const nothing = () => types.map(() => undefined)
    if (room > 0) {
      const guessed = Template.asking(types, room)
      const answered = ask(guessed, [CKR.BUFFER_TOO_SMALL])
      if (answered === CKR.OBJECT_HANDLE_INVALID) return nothing()
      if (answered !== CKR.BUFFER_TOO_SMALL) return read(guessed)
    }
    const template = Template.asking(types)
    if (ask(template) === CKR.OBJECT_HANDLE_INVALID) return nothing()
    template.allocate()
    return ask(template) === CKR.OBJECT_HANDLE_INVALID ? nothing() : read(template)
  }

  writeAttributes(session: Handle, object: Handle, attributes: Attributes): void {
    const template = Template.of(attributes)
    this.#call('C_SetAttributeValue', [session, object, template.memory, template.count], template)
  }

  findObjects(session: Handle, attributes: Attributes): Handle[] {
    const template = Template.of(attributes)
    this.#call('C_FindObjectsInit', [session, template.memory, template.count], template)
    const found: Handle[] = []
    try {
      for (let batch = findBatch; batch === findBatch; ) {
        const handles = Buffer.alloc(findBatch * word)
        const count = Buffer.alloc(word)
        this.#call('C_FindObjects', [session, handles, findBatch, count])
        batch = readNumber(count)
        for (let index = 0; index < batch; index++) found.push(readHandle(handles, index * word))
      }
    } finally {
      this.#call('C_FindObjectsFinal', [session])
    }
    return found
  }

  /** @param parameter the mechanism's own, e.g. pssParameters() */
  sign(session: Handle, mechanism: number, key: Handle, data: Uint8Array, parameter?: Buffer): Uint8Array {
    this.#call('C_SignInit', [session, mechanismOf(mechanism, parameter), key], parameter)
    const signature = Buffer.alloc(signatureSpace)
    const length = Buffer.alloc(word)
    length.writeBigUInt64LE(BigInt(signatureSpace))
    this.#call('C_Sign', [session, Buffer.from(data), data.length, signature, length])
    return new Uint8Array(signature.subarray(0, readNumber(length)))
  }

  generateKey(session: Handle, mechanism: number, attributes: Attributes): Handle {
    const template = Template.of(attributes)
    const key = Buffer.alloc(word)
    const args = [session, mechanismOf(mechanism), template.memory, template.count, key]
    this.#call('C_GenerateKey', args, template)
    return readHandle(key)
  }

  /** The private key's handle. */
  generateKeyPair(session: Handle, mechanism: number, open: Attributes, secret: Attributes): Handle {
    const [publicPart, privatePart] = [Template.of(open), Template.of(secret)]
    const [publicKey, privateKey] = [Buffer.alloc(word), Buffer.alloc(word)]
    const parts = [publicPart.memory, publicPart.count, privatePart.memory, privatePart.count]
    const args = [session, mechanismOf(mechanism), ...parts, publicKey, privateKey]
    this.#call('C_GenerateKeyPair', args, [publicPart, privatePart])
    return readHandle(privateKey)
  }

  #call(name: FunctionName, args: Argument[], alive?: unknown, tolerated: readonly number[] = []): number {
    this.#inUse.add(args).add(alive)
    const value = this.#bound[name](...args)
    this.#inUse.clear()
    if (value !== CKR.OK && !tolerated.includes(value)) throw new CryptokiError(name, value)
    return value
  }
}

/** CK_MECHANISM: { mechanism, pParameter, ulParameterLen }. The caller keeps the parameter alive. */
export function mechanismOf(mechanism: number, parameter?: Buffer): Buffer {
  const memory = Buffer.alloc(3 * word)
  memory.writeBigUInt64LE(BigInt(mechanism))
  if (parameter === undefined) return memory
  memory.writeBigUInt64LE(koffi.address(parameter), word)
  memory.writeBigUInt64LE(BigInt(parameter.length), 2 * word)
  return memory
}

const pssFields: Readonly<Record<SchemeHash, readonly number[]>> = {
  sha256: [CKM.SHA256, CKG.MGF1_SHA256, 32],
  sha384: [CKM.SHA384, CKG.MGF1_SHA384, 48],
}

/** CK_RSA_PKCS_PSS_PARAMS: { hashAlg, mgf, sLen }, with one hash throughout and a salt as long as it. */
export function pssParameters(hash: SchemeHash): Buffer {
  const memory = Buffer.alloc(3 * word)
  pssFields[hash].forEach((value, index) => memory.writeBigUInt64LE(BigInt(value), index * word))
  return memory
}

function readNumber(memory: Buffer, offset = 0): number {
  return Number(memory.readBigUInt64LE(offset))
}

function readHandle(memory: Buffer, offset = 0): Handle {
  const handle = memory.readBigUInt64LE(offset)
  return handle > BigInt(Number.MAX_SAFE_INTEGER) ? handle : Number(handle)
}
