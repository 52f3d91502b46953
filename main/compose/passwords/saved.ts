/** The passwords that the user has let the app keep in the operating system's keyring, as policy allows it. */
import type { ProxySignIn } from '../../bank/proxy/sign-in.ts'
import { openToChromium } from '../../keystore/linux/chromium-login.ts'
import { answerChromium } from '../../keystore/linux/tokens/chromium-pins.ts'
import type { TokenPins } from '../../keystore/linux/tokens/with-tokens.ts'
import { type KeptPasswords, openKeptPasswords, withKeptPasswords } from '../../keystore/kept-passwords.ts'
import { product } from '../../renewal/product/product.ts'
import type { SavedPasswords } from '../../desktop/windows/settings.ts'
import type { SavedPassword } from '../../../preload/contract.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { forbidden, openSecrets, type Secrets } from '../../storage/secrets.ts'

type Policy = Pick<ManagedPolicy, 'settings'>

/** @param of what the keyring's own windows show beside the app's name */
function openPermitted(of: string, { settings }: Policy): Secrets {
  const secrets = openSecrets(`${product.folder} ${of}`)
  return settings.savePasswords === 'forbid' ? forbidden(secrets) : secrets
}

export const openProxySecrets = (policy: Policy): Secrets => openPermitted('proxy', policy)

export const openKept = (policy: Policy): KeptPasswords => openKeptPasswords(openPermitted('key store', policy))

/** Chromium opens the database, or the token, by itself. Where that cannot be done, the bank will see no certificate. */
export async function alsoToChromium(pins: TokenPins, password: string, token: string | undefined): Promise<unknown> {
  if (token === undefined) return openToChromium(password).catch(() => false)
  return answerChromium(pins)
}

/** The key store, opened by what is kept. */
export const openedByKept = (store: Parameters<typeof withKeptPasswords>[0], kept: KeptPasswords) =>
  withKeptPasswords(store, {
    kept,
    openToChromium: (password, token) => alsoToChromium(store.pins, password, token),
  })

interface SavedParts {
  readonly kept: KeptPasswords
  readonly proxy: Pick<ProxySignIn, 'kept' | 'forget'>
  /** Something else is to be shown. */
  readonly onChange: () => void
}

/** What is kept, for the settings. */
export function composeSaved({ kept, proxy, onChange }: SavedParts): SavedPasswords {
  let found: readonly SavedPassword[] = []
  let looking: Promise<void> | undefined

  async function lookOnce(): Promise<void> {
    const proxies = await proxy.kept()
    found = [...(await kept.all()), ...proxies.map((name) => ({ kind: 'proxy', name }) as const)]
    onChange()
  }
  /** A locked keyring asks its user each time: a page that was taken over must not have it ask a thousand times. */
  const look = (): Promise<void> => (looking ??= lookOnce().finally(() => (looking = undefined)))

  return {
    all: () => found,
    look,
    async forget(one) {
      if (one.kind === 'proxy') await proxy.forget(one.name)
      else await kept.forget(one.kind === 'token' ? one.name : undefined)
      // What is being read may be from before.
      await looking
      await look()
    },
  }
}
