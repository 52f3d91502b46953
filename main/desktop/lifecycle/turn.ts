/** A start with windows beside a run without them, which holds the lock of the single instance: it waits for its turn. */

export interface Turn {
  /** Is whoever holds the lock, if anybody, a run without windows? */
  isRun(): boolean
  /** Asks for the lock once more. An app with windows that has it meanwhile is told what is wanted only where `isWish`. */
  take(isWish: boolean): boolean
  /** Called once, when it takes longer. */
  tell(): void
  pause(): Promise<void>
  /** ms */
  clock(): number
}

/** ms */
export interface Patience {
  /** Until the user is told. */
  readonly untold: number
  /** In all. */
  readonly whole: number
}

export const usualPatience: Patience = { untold: 2000, whole: 10 * 60_000 }

/**
 * Resolves with `had` once the lock is had, with `windows` where an app with windows was quicker, which knows what is
 * wanted, and with `late` where the run does not end in time.
 */
export async function awaitTurn(turn: Turn, patience = usualPatience): Promise<'had' | 'windows' | 'late'> {
  const began = turn.clock()
  let isTold = false
  for (;;) {
    const isRun = turn.isRun()
    // An app that took the lock once the run had ended has not heard what the run was told.
    if (turn.take(!isRun)) return 'had'
    if (!isRun) return 'windows'
    const waited = turn.clock() - began
    if (waited > patience.whole) return 'late'
    if (!isTold && waited > patience.untold) {
      isTold = true
      turn.tell()
    }
    await turn.pause()
  }
}
