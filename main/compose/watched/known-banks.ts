import { compared } from '../../desktop/genuine/compared.ts'
import type { KnownBank } from '../../desktop/genuine/genuine.ts'
import type { WatchedLine } from '../../renewal/watched/line.ts'
import type { ToldBank } from '../../storage/bank-file/watched-banks.ts'

/**
 * What is true here of certificates that are watched, for 本物確認: those of each bank that told of itself, also where there
 * are none; then the others', if there are any or nobody has told.
 *
 * @param now ms since the epoch
 */
export function knownBanks(
  banks: readonly ToldBank[],
  watched: readonly WatchedLine[],
  now: number,
): readonly KnownBank[] {
  const of = (bank: ToldBank | undefined) => () =>
    watched
      .filter(({ suggested }) => suggested?.name === bank?.name)
      .map(({ newest, policy, status, renewUntil }) => ({
        ...compared(newest, policy, { now, underWay: false }),
        ...{ status, renewUntil },
      }))
  const told = banks.map((bank, index): KnownBank => {
    const { name, caution, helpDesk } = bank
    return { id: `watched-${index}`, name, caution, helpDesk, check: undefined, certificates: of(bank) }
  })
  const nobody = { id: '', name: undefined, caution: undefined, helpDesk: undefined, check: undefined }
  const rest: KnownBank = { ...nobody, certificates: of(undefined) }
  return told.length > 0 && rest.certificates().length === 0 ? told : [...told, rest]
}
