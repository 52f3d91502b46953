/** A time limit that stands still while a person is asked. */
export interface Deadline {
  pause(): void
  /** From the beginning: what came before was no waiting for the bank. */
  resume(): void
  /** For good. */
  end(): void
}

/** Runs from now on. */
export function startDeadline(ms: number, over: () => void): Deadline {
  let timer = setTimeout(over, ms)
  let ended = false
  const pause = () => clearTimeout(timer)
  return {
    pause,
    resume() {
      pause()
      if (!ended) timer = setTimeout(over, ms)
    },
    end() {
      ended = true
      pause()
    },
  }
}
