import type * as Keytar from 'keytar'
import { done, failure, type Result, success } from '../renewal/errors.ts'

/**
 * Small secrets in the operating system's own keyring (Credential Manager, Keychain, Secret Service), by keytar. At
 * most 1,280 characters each: Windows takes no more. Fails with secrets.unavailable.
 */
export interface Secrets {
  read(account: string): Promise<Result<string | undefined>>
  write(account: string, secret: string): Promise<Result<void>>
  remove(account: string): Promise<Result<void>>
  /** Of all that is kept, by account; no secret is told. */
  accounts(): Promise<Result<readonly string[]>>
}

/** @param service what the keyring's own windows show as the secrets' owner */
export function openSecrets(service: string): Secrets {
  return {
    read: (account) => attempt(async (keytar) => (await keytar.getPassword(service, account)) ?? undefined),
    async write(account, secret) {
      const written = await attempt((keytar) => keytar.setPassword(service, account, secret))
      return written.ok ? done : written
    },
    async remove(account) {
      const removed = await attempt((keytar) => keytar.deletePassword(service, account))
      return removed.ok ? done : removed
    },
    accounts: () => attempt(async (keytar) => (await keytar.findCredentials(service)).map(({ account }) => account)),
  }
}

/** Where an organisation lets nothing be kept: what is there from before is removed as soon as somebody looks for it. */
export function forbidden(secrets: Secrets): Secrets {
  const refused = failure('secrets.unavailable', { retry: 'never', cause: 'the policy lets no password be kept' })
  return {
    async read(account) {
      await secrets.remove(account)
      return refused
    },
    write: async () => refused,
    remove: secrets.remove,
    accounts: secrets.accounts,
  }
}

/** Loaded when it is needed: where libsecret is missing, loading alone throws. */
async function attempt<T>(work: (keytar: typeof Keytar) => Promise<T>): Promise<Result<T>> {
  try {
    // CommonJS: all of it is the default export.
    const { default: keytar } = (await import('keytar')) as unknown as { default: typeof Keytar }
    return success(await work(keytar))
  } catch (error) {
    return failure('secrets.unavailable', {
      retry: 'later',
      cause: error instanceof Error ? error.message : String(error),
    })
  }
}
