import type { Result } from '../renewal/errors.ts'
import {
  type Input,
  keyStoreOperations,
  type Operation,
  type OperationName,
  operationNames,
  type Outcome,
} from '../renewal/key-store-operations.ts'

/**
 * A key store as its own process sees it: the calls of KeyStore over foreign functions, which block. What it throws
 * becomes the failure `internal`.
 */
export type LocalKeyStore = { readonly [Name in OperationName]: (...input: Input<Name>) => Outcome<Name> } & {
  /**
   * Opens a store that has a password for the calls that follow; one without is open with any. Absent where the
   * operating system asks for it by itself.
   *
   * @param token the one whose PIN it is, where the store is one of tokens
   */
  readonly unlock?: (password: string, token?: string) => Result<Unlocked>
}

/** A token locks after some wrong ones: `wrong-before-last-try` where it says that the next one is the last. */
export type Unlocked = 'unlocked' | 'wrong-password' | 'wrong-before-last-try'

/** What an adapter does for each operation, in a store that is open: `Opened` is what it works with. */
export type Work<Opened> = {
  readonly [Name in OperationName]: (opened: Opened, ...input: Input<Name>) => Outcome<Name>
}

/**
 * The key store of an adapter.
 *
 * @param within opens the store as the operation needs it, does the work and turns what foreign functions throw into
 *   a failure: the operation's own, unless they say more
 */
export function localKeyStore<Opened>(
  work: Work<Opened>,
  within: <T>(operation: Operation, work: (opened: Opened) => Result<T>) => Result<T>,
): LocalKeyStore {
  const calls = operationNames.map((name) => {
    const perform = work[name] as (opened: Opened, ...input: readonly unknown[]) => Result<unknown>
    const call = (...input: readonly unknown[]) =>
      within(keyStoreOperations[name], (opened) => perform(opened, ...input))
    return [name, call]
  })
  return Object.fromEntries(calls) as LocalKeyStore
}
