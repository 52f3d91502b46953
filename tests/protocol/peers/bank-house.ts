/**
 * Demo banks side by side in one process, each with a folder, a port and keys of its own: to start a process and to load SQLite
 * takes longer than all that most tests ask of their bank. It ends when its parent is gone.
 */
import { setFlagsFromString } from 'node:v8'
import type { BankReady, StartBank } from '../../../main/demo-bank/control.ts'
import type { OpenBank } from '../../../main/demo-bank/open.ts'

/** test -> house. A bank is known by the number that its start was given. */
export type ToHouse =
  | { readonly kind: 'open'; readonly number: number; readonly start: StartBank }
  | { readonly kind: 'close'; readonly number: number }

/** house -> test */
export type FromHouse =
  | { readonly kind: 'opened'; readonly number: number; readonly ready: BankReady }
  | { readonly kind: 'failed'; readonly number: number; readonly message: string }
  | { readonly kind: 'closed'; readonly number: number }

// As a demo bank's own process does it, before SQLite is loaded.
setFlagsFromString('--wasm-tiering-budget=180000000')

const banks = new Map<number, OpenBank>()
const tell = (message: FromHouse): void => void process.send?.(message)

async function answer(message: ToHouse): Promise<FromHouse> {
  const { kind, number } = message
  if (kind === 'open') {
    const { openBank } = await import('../../../main/demo-bank/open.ts')
    const bank = await openBank(message.start)
    banks.set(number, bank)
    return { kind: 'opened', number, ready: bank.ready }
  }
  await banks.get(number)?.close()
  banks.delete(number)
  return { kind: 'closed', number }
}

process.on('message', (message: ToHouse) => {
  const { number } = message
  answer(message).then(tell, (error: unknown) => {
    tell({ kind: 'failed', number, message: error instanceof Error ? error.message : String(error) })
  })
})
process.on('disconnect', () => process.exit(0))
