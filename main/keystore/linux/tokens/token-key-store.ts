/**
 * The certificates on PKCS#11 tokens (smart cards and the like) that are registered in a user's NSS database. They are
 * shown without a PIN and signed with by it; nothing is ever written to a token, and none is made there. A TPM's token is
 * the exception: see tpm-keys.ts.
 */
import { failure, type Result, success } from '../../../renewal/errors.ts'
import type { SignatureScheme } from '../../../renewal/key.ts'
import { keyStoreOperations } from '../../../renewal/key-store-operations.ts'
import type { KeyReference, StoredCertificate } from '../../../renewal/ports.ts'
import { schemeOf } from '../../../x509/signature.ts'
import { certificateParts, isAuthority } from '../../certificate-parts.ts'
import type { LocalKeyStore } from '../../local-key-store.ts'
import { byThumbprint, isRsaKey, ownName } from '../../own-keys.ts'
import type { TokenCertificate } from '../token.ts'
import { registeredModules } from './modules.ts'
import { type Opening, type OpenToken, withModules } from './open-tokens.ts'
import { needsPin, Pins } from './pins.ts'
import { tpmKeys } from './tpm-keys.ts'

/** Opens modules anew for each call, so that a card that was put in meanwhile is seen. */
export type WithTokens = <T>(opening: Opening, work: (tokens: readonly OpenToken[]) => Result<T>) => Result<T>

/** @param folder of the NSS database that the modules are registered in */
export function openTokenKeyStore(folder: string): LocalKeyStore {
  return tokenKeyStore((opening, work) => withModules(registeredModules(folder), opening, work))
}

export function tokenKeyStore(withTokens: WithTokens): LocalKeyStore {
  const pins = new Pins()
  const { signByName, ...onTpm } = tpmKeys((name, work) =>
    withTokens({ operation: keyStoreOperations[name], tpmAlone: true }, (tokens) => {
      const tpm = tokens.find(({ isTpm }) => isTpm)
      return work(tpm && { token: tpm.token, logIn: () => pins.logIn(tpm) })
    }),
  )
  const toRead = { operation: keyStoreOperations.list, tpmAlone: false }

  function list({ retired = false } = {}): Result<StoredCertificate[]> {
    return withTokens(toRead, (tokens) => {
      const all = tokens.flatMap(certificatesOn)
      return success(all.filter((one) => retired || !one.retired).sort(byThumbprint))
    })
  }

  function sign(reference: KeyReference, data: Uint8Array, wanted?: SignatureScheme): Result<Uint8Array> {
    if ('name' in reference) return signByName(reference.name, data, wanted)
    return withTokens({ operation: keyStoreOperations.sign, tpmAlone: false }, (tokens) => {
      const holder = tokens.find((one) => certificatesOn(one).some((on) => on.thumbprint === reference.thumbprint))
      if (holder === undefined) return failure('keystore.key-missing')
      const loggedIn = pins.logIn(holder)
      return loggedIn.ok ? signOn(holder, reference.thumbprint, data, wanted) : loggedIn
    })
  }

  const none = () => success([])
  return {
    ...onTpm,
    list,
    read(thumbprint) {
      const listed = list({ retired: true })
      return listed.ok ? success(listed.value.find((one) => one.thumbprint === thumbprint)) : listed
    },
    sign,
    unlock: (pin, name) => withTokens(toRead, (tokens) => pins.unlock(tokens, pin, name)),
    listKeyless: none,
    listAuthorities: none,
    addAuthorities: () => failure('keystore.write-failed', { cause: 'nothing is written to a token' }),
  }
}

function certificatesOn(open: OpenToken): StoredCertificate[] {
  return open.isTpm ? certificatesInTpm(open) : certificatesOnCard(open)
}

/** Whose they are the public halves tell, with which Koshin's keys are made; nobody has to log in for that. */
function certificatesInTpm({ label, flags, token }: OpenToken): StoredCertificate[] {
  const names = new Map(token.publicHalves().map((half) => [half.id, half.label]))
  const { protection, exportable } = token.holding
  return token.certificates().flatMap(({ der, thumbprint, keyId, retired }) => {
    const name = keyId === '' ? undefined : names.get(keyId)
    if (name === undefined) return []
    const pin = needsPin(flags()) && { pinOf: label }
    return [{ der, thumbprint, keyName: ownName(name), retired, protection, exportable, ...pin }]
  })
}

/** A token hides its private keys until somebody has logged in: till then, each certificate on it may be its holder's. */
function certificatesOnCard({ label, flags, token }: OpenToken): StoredCertificate[] {
  const isLocked = needsPin(flags())
  const keyIds = isLocked ? undefined : new Set(token.privateKeys().map(({ id }) => id))
  // Modules of a system's roots have hundreds of certificates, and no keys.
  if (keyIds?.size === 0) return []
  const isOwn = ({ keyId, der }: TokenCertificate) => keyIds?.has(keyId) ?? (keyId !== '' && !isAuthority(der))
  const held = { keyName: undefined, retired: false, protection: 'pkcs11-token', exportable: undefined } as const
  return token
    .certificates()
    .filter(isOwn)
    .map(({ der, thumbprint }) => ({ der, thumbprint, ...held, ...(isLocked && { pinOf: label }) }))
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
  const scheme = wanted ?? schemeOf(publicKey)
  if (isRsaKey(publicKey) !== scheme.startsWith('rsa')) {
    return failure('keystore.sign-failed', { cause: `no key for ${scheme}` })
  }
  return success(token.sign(key, data, scheme))
}
