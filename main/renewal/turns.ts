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
