/**
 * Looks at one thing, of which several may be under way at once: what the one that began last saw counts, also where an
 * earlier one ends later.
 *
 * @returns begins a look; what that returns is called once it has seen something, and says whether this still counts
 */
export function createTurns(): () => () => boolean {
  let begun = 0
  let counted = 0
  return () => {
    const turn = ++begun
    return () => {
      if (turn < counted) return false
      counted = turn
      return true
    }
  }
}

/**
 * What must not be done several times at once: each waits for the one before it, and is left out where nobody wants it any more
 * when its turn has come.
 *
 * @returns what the work came to; undefined: it was left out
 */
export function createQueue(): <T>(work: () => Promise<T>, isWanted: () => boolean) => Promise<T | undefined> {
  let underWay: Promise<unknown> | undefined
  return async (work, isWanted) => {
    while (underWay !== undefined) await underWay.catch(() => undefined)
    if (!isWanted()) return undefined
    const mine = work().finally(() => (underWay = undefined))
    underWay = mine
    return mine
  }
}
