/**
 * The certificates on PKCS#11 tokens (smart cards and the like) that are registered in a user's NSS database. They are
 * shown without a PIN and signed with by it; nothing is ever written to a token, and none is made there.
 *
 * A token counts the PINs that are wrong, and locks for good: what was entered once is tried once, and forgotten when
 * it is refused.
 */
import { done, failure, type Result, success } from '../../../renewal/errors.ts'
import type { SignatureScheme } from '../../../renewal/key.ts'
import type { KeyReference, StoredCertificate } from '../../../renewal/ports.ts'
import { schemeOf } from '../../../x509/signature.ts'
import { certificateParts, isAuthority } from '../../certificate-parts.ts'
import type { LocalKeyStore, Unlocked } from '../../local-key-store.ts'
import { byThumbprint } from '../../own-keys.ts'
import { CKF, CKR, CryptokiError } from '../cryptoki.ts'
import { registeredModules } from './modules.ts'
import type { TokenCertificate } from '../token.ts'
import { type OpenToken, withModules } from './open-tokens.ts'

/** Opens modules anew for each call, so that a card that was put in meanwhile is seen. */
export type WithTokens = <T>(work: (tokens: readonly OpenToken[]) => Result<T>) => Result<T>

/** @param folder of the NSS database that the modules are registered in */
export function openTokenKeyStore(folder: string): LocalKeyStore {
  return tokenKeyStore((work) => withModules(registeredModules(folder), work))
}

export function tokenKeyStore(withTokens: WithTokens): LocalKeyStore {
  /** By the token's name. */
  const pins = new Map<string, string>()
  const list = () => withTokens((tokens) => success(tokens.flatMap(certificatesOn).sort(byThumbprint)))

  function logIn({ label, flags, logIn: enter }: OpenToken): Result<void> {
    if (!has(flags(), CKF.LOGIN_REQUIRED)) return done
    if (has(flags(), CKF.USER_PIN_LOCKED)) return isLocked(label)
    const pin = pins.get(label)
    if (pin === undefined) return pinNeeded(`the token “${label}” has a PIN, which only the app's window asks for`)
    const entered = tryPin(() => enter(pin))
    if (entered === 'right') return done
    pins.delete(label)
    return entered === 'locked' ? isLocked(label) : pinNeeded(`the token “${label}” has another PIN by now`)
  }

  function unlock(pin: string, name?: string): Result<Unlocked> {
    return withTokens((tokens) => {
      const found = tokens.filter(({ label }) => label === name)
      const [token] = found
      if (token === undefined) return failure('keystore.unavailable', { cause: 'the token is not there any more' })
      // Which of them it is for nobody can tell, and each wrong PIN counts.
      if (found.length > 1) return failure('keystore.unavailable', { cause: `several tokens are named “${name}”` })
      if (has(token.flags(), CKF.USER_PIN_LOCKED)) return isLocked(token.label)
      const entered = tryPin(() => token.logIn(pin))
      if (entered === 'locked' || has(token.flags(), CKF.USER_PIN_LOCKED)) return isLocked(token.label)
      if (entered === 'wrong') {
        return success(has(token.flags(), CKF.USER_PIN_FINAL_TRY) ? 'wrong-before-last-try' : 'wrong-password')
      }
      pins.set(token.label, pin)
      return success('unlocked')
    })
  }

  function sign(reference: KeyReference, data: Uint8Array, wanted?: SignatureScheme): Result<Uint8Array> {
    if ('name' in reference) return failure('keystore.key-missing')
    return withTokens((tokens) => {
      const holder = tokens.find((one) => certificatesOn(one).some((on) => on.thumbprint === reference.thumbprint))
      if (holder === undefined) return failure('keystore.key-missing')
      const loggedIn = logIn(holder)
      return loggedIn.ok ? signOn(holder, reference.thumbprint, data, wanted) : loggedIn
    })
  }

  const none = () => success([])
  const readOnly = () => failure('keystore.write-failed', { cause: 'nothing is written to a token' })
  return {
    list,
    read(thumbprint) {
      const listed = list()
      return listed.ok ? success(listed.value.find((one) => one.thumbprint === thumbprint)) : listed
    },
    sign,
    unlock,
    listKeyless: none,
    listAuthorities: none,
    listKeys: none,
    findKey: () => success(undefined),
    checkWritable: readOnly,
    addAuthorities: readOnly,
    makeKey: readOnly,
    install: readOnly,
    retire: readOnly,
    restore: readOnly,
    discardKey: readOnly,
    delete: readOnly,
  }
}

/** A token hides its private keys until somebody has logged in: till then, each certificate on it may be its holder's. */
function certificatesOn({ label, flags, token }: OpenToken): StoredCertificate[] {
  const needsPin = has(flags(), CKF.LOGIN_REQUIRED)
  const keyIds = needsPin ? undefined : new Set(token.privateKeys().map(({ id }) => id))
  // Modules of a system's roots have hundreds of certificates, and no keys.
  if (keyIds?.size === 0) return []
  const isOwn = ({ keyId, der }: TokenCertificate) => keyIds?.has(keyId) ?? (keyId !== '' && !isAuthority(der))
  const held = { keyName: undefined, retired: false, protection: 'pkcs11-token', exportable: undefined } as const
  return token
    .certificates()
    .filter(isOwn)
    .map(({ der, thumbprint }) => ({ der, thumbprint, ...held, ...(needsPin && { pinOf: label }) }))
}

function signOn(
  { token }: OpenToken,
  thumbprint: string,
  data: Uint8Array,
  wanted: SignatureScheme | undefined,
): Result<Uint8Array> {
  const certificate = token.certificates().find((one) => one.thumbprint === thumbprint)
  const key = token.privateKeys().find(({ id }) => id === certificate?.keyId)
  const publicKey = certificate && certificateParts(certificate.der)?.publicKey
  if (key === undefined || publicKey === undefined) return failure('keystore.key-missing')
  return success(token.sign(key, data, wanted ?? schemeOf(publicKey)))
}

function tryPin(logIn: () => void): 'right' | 'wrong' | 'locked' {
  try {
    logIn()
    return 'right'
  } catch (error) {
    const value = error instanceof CryptokiError ? error.value : undefined
    if (value === CKR.PIN_LOCKED) return 'locked'
    if (value === CKR.PIN_INCORRECT || value === CKR.PIN_INVALID || value === CKR.PIN_LEN_RANGE) return 'wrong'
    throw error
  }
}

const has = (flags: number, flag: number): boolean => (flags & flag) !== 0

const pinNeeded = (cause: string): Result<never> => failure('keystore.pin-needed', { cause })

const isLocked = (label: string): Result<never> =>
  failure('keystore.pin-locked', { cause: `the token “${label}” is locked after too many wrong PINs` })
