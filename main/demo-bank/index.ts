/** The demo bank, a process of its own: it starts when its parent says so and ends when its parent is gone. */
import type { StartBank } from './control.ts'
import { openBank } from './open.ts'
import { findParent } from './parent.ts'
import { product } from '../renewal/product/product.ts'

const parent = findParent()
if (parent === undefined) {
  console.error(`The demo bank is started by ${product.name.en} (--demo) or by its tests, not by itself.`)
  process.exit(2)
}

let opening: ReturnType<typeof openBank> | undefined

parent.onStart((start) => void (opening ??= open(start)))
parent.onGone(() => void end())

function open(start: StartBank): ReturnType<typeof openBank> {
  const opened = openBank(start)
  opened.then(
    ({ ready }) => parent!.tell(ready),
    (error: unknown) => {
      parent!.tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
      // Not at once: the message has to get through.
      setTimeout(() => process.exit(1), 200)
    },
  )
  return opened
}

async function end(): Promise<void> {
  // Whatever hangs, no orphan stays; the ledger is durable at every moment.
  setTimeout(() => process.exit(1), 3000).unref()
  try {
    await (await opening)?.close()
    process.exit(0)
  } catch {
    process.exit(1)
  }
}
