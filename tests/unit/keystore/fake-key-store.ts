import type { LocalKeyStore } from '../../../main/keystore/local-key-store.ts'
import { failure } from '../../../main/renewal/errors.ts'
import { keyStoreOf, type Outcome } from '../../../main/renewal/key-store-operations.ts'
import type { KeyStore } from '../../../main/renewal/ports.ts'

/** A key store that can do what a test gives it; of all else it says so. */
export function fakeKeyStore(known: Partial<KeyStore>): KeyStore {
  const lacking = keyStoreOf(async (operation) => {
    const cause = `${operation} is no part of this test`
    return failure('internal', { cause }) as Outcome<typeof operation>
  })
  return { ...lacking, ...known }
}

/** The store as the app sees it through a process, without one. */
export function promised(store: LocalKeyStore): KeyStore {
  return keyStoreOf(async (operation, input) => {
    const call = store[operation] as (...given: typeof input) => Outcome<typeof operation>
    return call(...input)
  })
}
