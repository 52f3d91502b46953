/**
 * The keys in a TPM, behind the PKCS#11 module of tpm2-pkcs11: made there, bound to this very chip, and with their
 * certificates beside them, because NSS takes a certificate for the user's own only on the token of its key. Chains are
 * left to the NSS database.
 */
import { done, failure, type Result, success } from '../../../renewal/errors.ts'
import type { OperationName } from '../../../renewal/key-store-operations.ts'
import type { LocalKeyStore } from '../../local-key-store.ts'
import type { MadeKey } from '../../../renewal/key.ts'
import { equal, ownNames } from '../../own-keys.ts'
import { operations } from '../operations.ts'
import type { Token } from '../token.ts'

export interface OpenTpm {
  readonly token: Token
  readonly logIn: () => Result<void>
}

/** Opens the TPM's token; undefined where there is none. */
export type WithTpm = <T>(operation: OperationName, work: (tpm: OpenTpm | undefined) => Result<T>) => Result<T>

type TpmKeys = Pick<
  LocalKeyStore,
  'checkWritable' | 'listKeys' | 'makeKey' | 'findKey' | 'install' | 'retire' | 'restore' | 'discardKey' | 'delete'
> & { readonly signByName: (name: string, ...what: Signing) => Result<Uint8Array> }

type Signing = Parameters<LocalKeyStore['sign']> extends [unknown, ...infer Rest] ? Rest : never

const noTpm = (): Result<never> =>
  failure('keystore.tpm-absent', { cause: 'no token of a TPM is registered in the NSS database' })

export function tpmKeys(withTpm: WithTpm): TpmKeys {
  /** Nobody is asked for a PIN on account of what is not there. */
  const where =
    <T>(isThere: (token: Token) => boolean, none: () => Result<T>, work: (token: Token) => Result<T>) =>
    (tpm: OpenTpm | undefined): Result<T> => {
      if (tpm === undefined || !isThere(tpm.token)) return none()
      const loggedIn = tpm.logIn()
      return loggedIn.ok ? work(tpm.token) : loggedIn
    }
  const named = (name: string) => (token: Token) => token.publicHalves(name).length > 0
  const holding = (thumbprint: string) => (token: Token) =>
    token.certificates().some((one) => one.thumbprint === thumbprint)
  const keyMissing = () => failure('keystore.key-missing', { cause: 'no key of this name' })
  const certificateMissing = () => failure('keystore.certificate-missing')
  const always = () => true

  return {
    checkWritable: ({ trial = false } = {}) =>
      withTpm(
        'checkWritable',
        where(always, noTpm, (token) => {
          if (trial) token.tryToWrite()
          return done
        }),
      ),
    listKeys: () =>
      withTpm('listKeys', (tpm) => success(ownNames(tpm?.token.publicHalves().map(({ label }) => label) ?? []))),
    makeKey(name, specification) {
      const made = withTpm(
        'makeKey',
        where(always, noTpm, (token) => operations.makeKey(token, name, specification)),
      )
      if (!made.ok) return made
      // What another process made at the same time is seen when the driver is opened anew.
      return withTpm(
        'makeKey',
        where(always, noTpm, (token) => giveWay(token, name, made.value)),
      )
    },
    findKey: (name) =>
      withTpm(
        'findKey',
        where(
          named(name),
          () => success(undefined),
          (token) => operations.findKey(token, name),
        ),
      ),
    signByName: (name, data, scheme) =>
      withTpm(
        'sign',
        where(named(name), keyMissing, (token) => operations.sign(token, { name }, data, scheme)),
      ),
    install: (der, name) =>
      withTpm(
        'install',
        where(named(name), keyMissing, (token) => operations.install(token, der, name)),
      ),
    retire: (thumbprint) =>
      withTpm(
        'retire',
        where(holding(thumbprint), certificateMissing, (token) => operations.retire(token, thumbprint)),
      ),
    restore: (thumbprint) =>
      withTpm(
        'restore',
        where(holding(thumbprint), certificateMissing, (token) => operations.restore(token, thumbprint)),
      ),
    discardKey: (name) =>
      withTpm(
        'discardKey',
        where(
          named(name),
          () => done,
          (token) => discardKey(token, name),
        ),
      ),
    delete: (thumbprint) =>
      withTpm(
        'delete',
        where(
          holding(thumbprint),
          () => done,
          (token) => operations.delete(token, thumbprint),
        ),
      ),
  }
}

/** Of several keys of one name the first is taken, and whoever made another takes that away. */
function giveWay(token: Token, name: string, made: MadeKey): Result<MadeKey> {
  const [first, ...others] = token.privateKeys(name)
  if (first?.publicKey === undefined || equal(first.publicKey, made.publicKey)) return success(made)
  const own = others.find(({ publicKey }) => publicKey !== undefined && equal(publicKey, made.publicKey))
  if (own !== undefined) token.destroyKey(own)
  return success({ ...made, publicKey: first.publicKey })
}

/** A public half that was left alone is not taken for a key any more. */
function discardKey(token: Token, name: string): Result<void> {
  const discarded = operations.discardKey(token, name)
  if (discarded.ok) for (const half of token.publicHalves(name)) token.destroy(half)
  return discarded
}
