/** What a run without windows tells of watched certificates. It changes nothing: not even what is kept of them. */
import { done, type Result, success } from '../../renewal/errors.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import { bankOf } from '../../renewal/watched/bank.ts'
import type { WatchedLine } from '../../renewal/watched/line.ts'
import { givenByOrganisation } from '../../renewal/watched/organisation.ts'
import { createWatch } from '../../renewal/watched/watch.ts'
import type { ManagedSettings } from '../../storage/managed-policy/schema.ts'
import { openWatchedBanks } from '../../storage/bank-file/watched-banks.ts'
import { openWatchCards } from '../../storage/told/watch-cards.ts'
import { readFound } from '../../x509/usage.ts'

interface Parts {
  readonly keyStore: KeyStore
  readonly stateRoot: string
  readonly settings: ManagedSettings
  readonly isServed?: (thumbprint: string) => boolean
}

/** undefined where policy wants none to be watched. */
export async function watchedNow(parts: Parts): Promise<Result<readonly WatchedLine[] | undefined>> {
  const { keyStore, stateRoot, settings, isServed } = parts
  if (settings.watch === 'off') return success(undefined)
  const banks = openWatchedBanks(stateRoot).all()
  const watch = createWatch({
    keyStore,
    read: readFound,
    cards: { ...openWatchCards(stateRoot), write: () => done },
    given: givenByOrganisation(settings),
    suggested: (certificate) => bankOf(banks, certificate),
    ...(isServed && { isServed }),
    clock: Date.now,
  })
  const looked = await watch.refresh()
  return looked.ok ? success(watch.watched()) : looked
}
