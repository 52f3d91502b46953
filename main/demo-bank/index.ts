/** The demo bank, a process of its own: it starts when its parent says so and ends when its parent is gone. */
import { setFlagsFromString } from 'node:v8'
import type { StartBank } from './control.ts'
import type { OpenBank } from './open.ts'
import { findParent } from './parent.ts'
import { product } from '../renewal/product/product.ts'

// V8 would make the books' SQLite as fast as it can within the first second, for 150 ms of the processor. Only what is
// used a hundred times as much is worth it; the flag must be known before the module is loaded.
setFlagsFromString('--wasm-tiering-budget=180000000')

const parent = findParent()
if (parent === undefined) {
  console.error(`The demo bank is started by ${product.name.en} (--demo) or by its tests, not by itself.`)
  process.exit(2)
}

let opening: Promise<OpenBank> | undefined

parent.onStart((start) => void (opening ??= open(start)))
parent.onGone(() => void end())

function open(start: StartBank): Promise<OpenBank> {
  const opened = import('./open.ts').then(({ openBank }) => openBank(start))
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
