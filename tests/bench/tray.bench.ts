/** Life in the tray, where the app spends nearly all of its time, beside a bare Electron without a window. */
import type { ElectronApplication } from 'playwright'
import { expect, test } from 'vitest'
import { createCustomer, type Customer } from './customer.ts'
import { memory, memoryByProcess, startBare, startKoshin, ticks, timeBare, timeKoshin, tree } from './electron.ts'
import { temporaryFolder } from './folder.ts'
import { compare, state, tell } from './table.ts'

const minutes = Number(process.env['KOSHIN_BENCH_MINUTES'] ?? 5)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test(
  'starting into the tray',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')
    await compare({
      name: 'start into the tray, its icon there, beside a bare Electron without a window',
      goal: { most: 1.15 },
      ours: () => timeKoshin(customer, 'icon'),
      baseline: () => timeBare(folder),
    })
    // What the start before told, marked as being looked at.
    await compare({
      name: 'until the icon tells a status, beside the same',
      goal: { most: 1.3 },
      ours: () => timeKoshin(customer, 'status'),
      baseline: () => timeBare(folder),
    })
  },
  5 * 60_000,
)

/** After an hour's checks and more: the machine wakes up 60 times, and what the checks needed is put away again. */
async function restInTray(customer: Customer): Promise<ElectronApplication> {
  const app = await startKoshin(customer, ['--hidden'])
  for (let check = 0; check < 60; check++) {
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    await pause(100)
  }
  await pause(25_000)
  expect(app.windows()).toEqual([])
  return app
}

/**
 * Bytes. Each is measured while the other does not run: what several processes share is counted by shares, and another
 * Electron would take its share of all that the two have in common.
 */
async function memoryOf(app: ElectronApplication, words: string): Promise<number> {
  const root = app.process().pid!
  const bytes = memory(root)
  told.set(words, `  ${words}: ${memoryByProcess(root)}; ${tree(root).length} processes`)
  await app.close()
  return bytes
}
const told = new Map<string, string>()

test(
  'memory in the tray',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')
    await compare({
      name: 'memory in the tray after 60 checks, beside a bare Electron without a window',
      goal: { most: 1.1 },
      ours: async () => memoryOf(await restInTray(customer), 'ours'),
      async baseline() {
        const bare = await startBare(folder, ['--hidden'])
        await pause(5000)
        return memoryOf(bare, 'bare')
      },
    })
    for (const line of told.values()) tell(line)
  },
  20 * 60_000,
)

test(
  'processor time in the tray',
  async () => {
    const ours = await restInTray(await createCustomer('valid'))
    const bare = await startBare(temporaryFolder(), ['--hidden'])
    const processes = [ours.process().pid!, bare.process().pid!]
    await pause(5000)
    const before = processes.map(ticks)
    await pause(minutes * 60_000)
    const [own, beside] = processes.map((pid, which) => (ticks(pid) - before[which]!) * 10) as [number, number]
    tell(`processor time in the tray in ${minutes} min: ${own} ms beside ${beside} ms of a bare Electron`)
    // Both at once, for five minutes; two ticks of 10 ms are no difference that can be measured.
    state('processor time in the tray, beside a bare Electron and two ticks', own, beside + 20)
    await ours.close()
    await bare.close()
  },
  20 * 60_000,
)
