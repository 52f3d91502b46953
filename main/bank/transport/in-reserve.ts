/** A session with a page for the next certificate, opened while there is time: at most one, and not for long. */
import { close, type ConnectionOptions, openWithPage, type Unused } from './connection.ts'

/** ms for which a process of 20 to 30 MB is kept: longer than it takes to read a window. */
const lasting = 10 * 60 * 1000

export function createReserve(options: ConnectionOptions) {
  let reserve: { readonly unused: Unused; readonly end: NodeJS.Timeout } | undefined

  function take(): Unused | undefined {
    const taken = reserve
    reserve = undefined
    clearTimeout(taken?.end)
    return taken?.unused
  }

  function letGo(): void {
    const unused = take()
    if (unused !== undefined) close(unused)
  }

  return {
    fill(): void {
      if (reserve !== undefined) return
      const end = setTimeout(letGo, lasting)
      end.unref()
      reserve = { unused: openWithPage(options), end }
    },
    take,
    letGo,
  }
}
