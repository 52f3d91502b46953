/** What macOS answers when it does not do what it was asked, and what that amounts to for the user. */
import { failure, type Failure, type FailureCode } from '../../renewal/errors.ts'
import { kLAErrorDomain } from './constants.ts'

/** Numbers of SecBase.h: https://developer.apple.com/documentation/security/security-framework-result-codes */
export const status = {
  errSecSuccess: 0,
  errSecUnimplemented: -4,
  errSecParam: -50,
  errSecDuplicateItem: -25299,
  errSecItemNotFound: -25300,
} as const

type Meaning = readonly [name: string, code?: FailureCode | undefined, retry?: Failure['retry']]

/** Where no code is given, it depends on what was being done. */
export const meanings: Readonly<Record<number, Meaning>> = {
  [status.errSecUnimplemented]: ['errSecUnimplemented'],
  [-34]: ['errSecDiskFull', 'keystore.write-failed'],
  [-36]: ['errSecIO'],
  [status.errSecParam]: ['errSecParam'],
  [-61]: ['errSecWrPerm', 'keystore.write-failed'],
  [-108]: ['errSecAllocate', undefined, 'later'],
  [-128]: ['errSecUserCanceled', 'keystore.cancelled'],
  // What signing answers where the key's access list cannot be asked about, as in a session without a desktop.
  [-2070]: ['errSecInternalComponent'],
  [-25243]: ['errSecNoAccessForItem', 'keystore.access-denied'],
  [-25244]: ['errSecInvalidOwnerEdit', 'keystore.access-denied'],
  [-25291]: ['errSecNotAvailable', 'keystore.unavailable', 'later'],
  [-25292]: ['errSecReadOnly', 'keystore.write-failed'],
  [-25293]: ['errSecAuthFailed', 'keystore.access-denied'],
  [-25294]: ['errSecNoSuchKeychain', 'keystore.unavailable'],
  [-25295]: ['errSecInvalidKeychain', 'keystore.unavailable'],
  [status.errSecDuplicateItem]: ['errSecDuplicateItem'],
  [status.errSecItemNotFound]: ['errSecItemNotFound'],
  [-25304]: ['errSecInvalidItemRef'],
  [-25307]: ['errSecNoDefaultKeychain', 'keystore.unavailable'],
  [-25308]: ['errSecInteractionNotAllowed', 'keystore.locked'],
  [-25315]: ['errSecInteractionRequired', 'keystore.locked'],
  // The Mac is awake for its own chores behind a closed lid: nobody can be asked.
  [-25320]: ['errSecInDarkWake', 'keystore.locked', 'later'],
  [-26275]: ['errSecDecode'],
  // Not signed with the entitlement that the data-protection keychain asks for: see build/entitlements.*.plist.
  [-34018]: ['errSecMissingEntitlement', 'keystore.access-denied'],
  [-60005]: ['errAuthorizationDenied', 'keystore.access-denied'],
  [-67585]: ['errSecServiceNotAvailable', 'keystore.unavailable', 'later'],
}

/** LAError.h: what the sheet for Touch ID or the password answers, for keys of the Secure Enclave that ask. */
export const authenticationMeanings: Readonly<Record<number, Meaning>> = {
  [-1]: ['LAErrorAuthenticationFailed', 'keystore.access-denied'],
  [-2]: ['LAErrorUserCancel', 'keystore.cancelled'],
  [-4]: ['LAErrorSystemCancel', 'keystore.cancelled', 'later'],
  [-9]: ['LAErrorAppCancel', 'keystore.cancelled', 'later'],
  [-1004]: ['LAErrorNotInteractive', 'keystore.locked'],
}

interface Answered {
  readonly functionName: string
  /** OSStatus, or the code of a CFError of another domain; undefined where the function gave no reason. */
  readonly code: number | undefined
  /** Of a CFError that is no OSStatus. */
  readonly domain?: string | undefined
  /** SecCopyErrorMessageString's words. */
  readonly message?: string | undefined
}

/** A function of Security.framework that failed. The message names the function, the status and macOS' own words. */
export class SecurityError extends Error {
  readonly status: number | undefined
  readonly #meaning: Meaning | undefined

  constructor({ functionName, code, domain, message }: Answered) {
    const table = domain === undefined ? meanings : domain === kLAErrorDomain ? authenticationMeanings : {}
    const meaning = code === undefined ? undefined : table[code]
    const name = meaning?.[0] ?? domain ?? 'OSStatus'
    const words = message === undefined || message === '' ? '' : `: ${message}`
    super(code === undefined ? `${functionName} gave no reason` : `${functionName}: ${name} (${code})${words}`)
    this.name = 'SecurityError'
    this.status = domain === undefined ? code : undefined
    this.#meaning = meaning
  }

  /** @param otherwise what it amounts to when the status does not tell */
  failure(otherwise: FailureCode): ReturnType<typeof failure> {
    const [, code = otherwise, retry = 'never'] = this.#meaning ?? []
    return failure(code, { cause: this.message, retry })
  }
}
