/** How often a confirmation code may be tried: a mistake costs nothing, and guessing takes for ever. */

/** So many wrong ones in a row are mistakes. */
const free = 3
/** ms after the next one; each further one doubles it. */
const firstPause = 30_000
const longestPause = 10 * 60_000

export interface Tries {
  /** ms until a code is taken again. */
  wait(): number
  wrong(): void
}

/** @param clock ms of a clock that nobody sets */
export function createTries(clock: () => number): Tries {
  let wrongs = 0
  let until = 0
  return {
    wait: () => Math.max(0, until - clock()),
    wrong() {
      wrongs++
      if (wrongs < free) return
      until = clock() + Math.min(firstPause * 2 ** (wrongs - free), longestPause)
    },
  }
}
