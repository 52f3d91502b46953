/**
 * The functions and constants of CoreFoundation.framework and Security.framework that the key store needs, as C has
 * them; tests/contract/declarations compares them with what Apple has published. Each is documented at
 * https://developer.apple.com/documentation/corefoundation or …/security under its own name.
 */
import koffi from 'koffi'

/** The address of a Core Foundation object (CFTypeRef). Never 0: that is undefined here. */
export type Ref = bigint
/** CFRange, passed by value. */
export interface Range {
  readonly location: number
  readonly length: number
}
export type Argument = Ref | number | Buffer | Range | null

/** CFIndex is a signed long, 64 bits on x64 and on arm64; so is CFNumberType, an enumeration of it. */
export const index = 'long'
/** OSStatus, SInt32 */
const status = 'int32_t'
/** Boolean of MacTypes.h, an unsigned char; not C's bool. */
const boolean = 'uint8_t'
/** CFStringEncoding, UInt32 and SecKeychainStatus' number, too */
const number = 'uint32_t'
const pointer = 'void *'
const nothing = 'void'
/** CFOptionFlags, of which SecAccessControlCreateFlags is an enumeration. */
export const flags = 'ulong'
export const range = koffi.struct({ location: index, length: index })

const coreFoundationFunctions = {
  CFRelease: [nothing, [pointer]],
  CFEqual: [boolean, [pointer, pointer]],
  CFDataCreate: [pointer, [pointer, pointer, index]],
  CFDataGetLength: [index, [pointer]],
  CFDataGetBytes: [nothing, [pointer, range, pointer]],
  CFStringCreateWithBytes: [pointer, [pointer, pointer, index, number, boolean]],
  CFStringGetLength: [index, [pointer]],
  CFStringGetMaximumSizeForEncoding: [index, [index, number]],
  CFStringGetCString: [boolean, [pointer, pointer, index, number]],
  CFNumberCreate: [pointer, [pointer, index, pointer]],
  CFArrayCreate: [pointer, [pointer, pointer, index, pointer]],
  CFArrayGetCount: [index, [pointer]],
  CFArrayGetValueAtIndex: [pointer, [pointer, index]],
  CFDictionaryCreate: [pointer, [pointer, pointer, pointer, index, pointer, pointer]],
  CFDictionaryGetValue: [pointer, [pointer, pointer]],
  CFErrorGetCode: [index, [pointer]],
  CFErrorGetDomain: [pointer, [pointer]],
} as const

const securityFunctions = {
  SecItemCopyMatching: [status, [pointer, pointer]],
  SecItemAdd: [status, [pointer, pointer]],
  SecItemDelete: [status, [pointer]],
  SecKeyCreateRandomKey: [pointer, [pointer, pointer]],
  SecKeyCopyPublicKey: [pointer, [pointer]],
  SecKeyCopyExternalRepresentation: [pointer, [pointer, pointer]],
  SecKeyCopyAttributes: [pointer, [pointer]],
  SecKeyCreateSignature: [pointer, [pointer, pointer, pointer, pointer]],
  SecCertificateCreateWithData: [pointer, [pointer, pointer]],
  SecCertificateCopyData: [pointer, [pointer]],
  SecIdentityCopyCertificate: [status, [pointer, pointer]],
  SecAccessControlCreateWithFlags: [pointer, [pointer, pointer, flags, pointer]],
  SecCopyErrorMessageString: [pointer, [status, pointer]],
  // Of the file-based keychain alone, and marked deprecated with it; there are no others for what they do.
  SecAccessCreate: [status, [pointer, pointer, pointer]],
  SecTrustedApplicationCreateFromPath: [status, [pointer, pointer]],
  SecKeychainOpen: [status, [pointer, pointer]],
  SecKeychainGetStatus: [status, [pointer, pointer]],
  SecKeychainSetUserInteractionAllowed: [status, [boolean]],
} as const

/** Variables that hold a CFTypeRef: the object is what is stored at the symbol's address. */
const coreFoundationConstants = ['kCFBooleanTrue', 'kCFBooleanFalse', 'kCFErrorDomainOSStatus'] as const
const securityConstants = [
  'kSecClass',
  'kSecClassKey',
  'kSecClassCertificate',
  'kSecClassIdentity',
  'kSecMatchLimit',
  'kSecMatchLimitAll',
  'kSecMatchSearchList',
  'kSecReturnRef',
  'kSecReturnData',
  'kSecReturnAttributes',
  'kSecReturnPersistentRef',
  'kSecValueRef',
  'kSecValueData',
  'kSecValuePersistentRef',
  'kSecUseKeychain',
  'kSecUseDataProtectionKeychain',
  'kSecAttrAccess',
  'kSecAttrAccessControl',
  'kSecAttrAccessibleWhenUnlockedThisDeviceOnly',
  'kSecAttrApplicationLabel',
  'kSecAttrApplicationTag',
  'kSecAttrIsExtractable',
  'kSecAttrIsPermanent',
  'kSecAttrKeyClass',
  'kSecAttrKeyClassPrivate',
  'kSecAttrKeyClassPublic',
  'kSecAttrKeySizeInBits',
  'kSecAttrKeyType',
  'kSecAttrKeyTypeECSECPrimeRandom',
  'kSecAttrKeyTypeRSA',
  'kSecAttrLabel',
  'kSecAttrPublicKeyHash',
  'kSecAttrTokenID',
  'kSecAttrTokenIDSecureEnclave',
  'kSecPrivateKeyAttrs',
  'kSecKeyAlgorithmRSASignatureMessagePKCS1v15SHA256',
  'kSecKeyAlgorithmRSASignatureMessagePKCS1v15SHA384',
  'kSecKeyAlgorithmRSASignatureMessagePSSSHA256',
  'kSecKeyAlgorithmRSASignatureMessagePSSSHA384',
  'kSecKeyAlgorithmECDSASignatureMessageX962SHA256',
  'kSecKeyAlgorithmECDSASignatureMessageX962SHA384',
] as const
/** Structures: what is handed on is the symbol's own address. */
const structures = [
  'kCFTypeArrayCallBacks',
  'kCFTypeDictionaryKeyCallBacks',
  'kCFTypeDictionaryValueCallBacks',
] as const

export type FunctionName = keyof typeof coreFoundationFunctions | keyof typeof securityFunctions
export type ConstantName = (typeof coreFoundationConstants)[number] | (typeof securityConstants)[number]
export type StructureName = (typeof structures)[number]

export interface Foreign {
  /** Calls a C function: an integer as a number, a pointer as a bigint, NULL and nothing as null. */
  call(name: FunctionName, ...values: Argument[]): number | bigint | null
  constant(name: ConstantName): Ref
  structure(name: StructureName): Ref
}

type Library = ReturnType<typeof koffi.load>
type CType = Parameters<typeof koffi.type>[0]
type Signatures = Readonly<Record<string, readonly [result: CType, parameters: readonly CType[]]>>

interface Framework {
  readonly functions: Signatures
  readonly constants: readonly string[]
  readonly structures: readonly string[]
}

export const coreFoundation: Framework = {
  functions: coreFoundationFunctions,
  constants: coreFoundationConstants,
  structures,
}
const security: Framework = { functions: securityFunctions, constants: securityConstants, structures: [] }

const folder = '/System/Library/Frameworks'

/** @throws Error when a framework, a function or a constant is missing */
export function loadFrameworks(): Foreign {
  return bindFrameworks(
    [koffi.load(`${folder}/CoreFoundation.framework/CoreFoundation`), coreFoundation],
    [koffi.load(`${folder}/Security.framework/Security`), security],
  )
}

/**
 * Every function is bound and every constant read now, so that a macOS that lacks one says so before anything was done.
 *
 * @throws Error when a function or a constant is missing
 */
export function bindFrameworks(...frameworks: readonly (readonly [Library, Framework])[]): Foreign {
  if (koffi.sizeof(index) !== 8) throw new Error('Core Foundation is spoken on 64-bit systems only')
  const functions = new Map(frameworks.flatMap(([library, framework]) => bind(library, framework.functions)))
  const constants = new Map<string, Ref>()
  const addresses = new Map<string, Ref>()
  for (const [library, framework] of frameworks) {
    for (const name of framework.constants) constants.set(name, pointerAt(library, name))
    for (const name of framework.structures) addresses.set(name, library.symbol(name) as bigint)
  }
  // koffi unloads a library with the last reference to it: each function is one, the addresses are none.
  return {
    call: (name, ...values) => known(functions, name)(...values),
    constant: (name) => known(constants, name),
    structure: (name) => known(addresses, name),
  }
}

function known<T>(table: ReadonlyMap<string, T>, name: string): T {
  const value = table.get(name)
  if (value === undefined) throw new Error(`${name} was not bound`)
  return value
}

type Bound = (...values: Argument[]) => number | bigint | null

/** The C functions of a library by name. */
export function bind(library: Library, signatures: Signatures): [string, Bound][] {
  return Object.entries(signatures).map(([name, [result, parameters]]) => {
    const called = library.func(name, result, [...parameters])
    return [name, (...values) => (called(...values) as number | bigint | undefined) ?? null]
  })
}

/** The pointer that an exported variable holds. */
export function pointerAt(library: Library, name: string): Ref {
  const held = koffi.decode(library.symbol(name), pointer) as bigint | null
  if (held === null) throw new Error(`${name} is NULL`)
  return held
}
