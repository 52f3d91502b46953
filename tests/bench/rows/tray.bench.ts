/** Life in the tray, where the app spends nearly all of its time, beside a bare Electron without a window. */
import { test } from 'vitest'
import { createCustomer } from '../customer.ts'
import {
  memory,
  memoryByProcess,
  runBare,
  runInTray,
  type Running,
  ticks,
  timeBare,
  timeKoshin,
  tree,
} from '../electron.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, state, tell } from '../table.ts'

const minutes = Number(process.env['KOSHIN_BENCH_MINUTES'] ?? 5)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test(
  'starting into the tray',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')
    await compare({
      what: 'start into the tray, until its icon is there',
      beside: 'bare Electron without a window',
      unit: 'ms',
      goal: { most: 1.15 },
      ours: () => timeKoshin(customer, 'icon', ['--hidden']),
      baseline: () => timeBare(folder),
    })
    // What the start before told, marked as being looked at.
    await compare({
      what: 'until the icon tells a status',
      beside: 'the same',
      unit: 'ms',
      goal: { most: 1.3 },
      ours: () => timeKoshin(customer, 'status', ['--hidden']),
      baseline: () => timeBare(folder),
    })
  },
  5 * 60_000,
)

/** ms until what the checks needed is put away again. */
const rested = 34_000

/**
 * MB. Each is measured while the other does not run: what several processes share is counted by shares, and another
 * Electron would take its share of all that the two have in common.
 */
async function memoryOf({ pid, end }: Running, after: number, words: string): Promise<number> {
  await pause(after)
  const megabytes = memory(pid) / 1e6
  told.set(words, `  ${words}: ${memoryByProcess(pid)}; ${tree(pid).length} processes`)
  await end()
  return megabytes
}
const told = new Map<string, string>()

test(
  'memory in the tray',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')
    await compare({
      what: 'memory in the tray, after 60 checks',
      beside: 'bare Electron without a window',
      unit: 'MB',
      goal: { most: 1.1 },
      ours: () => memoryOf(runInTray(customer), rested, 'ours'),
      baseline: () => memoryOf(runBare(folder), 5000, 'bare'),
    })
    for (const line of told.values()) tell(line)
  },
  20 * 60_000,
)

test(
  'processor time in the tray',
  async () => {
    const ours = runInTray(await createCustomer('valid'))
    const bare = runBare(temporaryFolder())
    const processes = [ours.pid, bare.pid]
    await pause(rested)
    const before = processes.map(ticks)
    await pause(minutes * 60_000)
    const [own, beside] = processes.map((pid, which) => (ticks(pid) - before[which]!) * 10) as [number, number]
    tell(`processor time in the tray in ${minutes} min: ${own} ms beside ${beside} ms of a bare Electron`)
    // Both at once, for five minutes; two ticks of 10 ms are no difference that can be measured.
    const what = `processor time in the tray, ${minutes} minutes`
    state({ what, beside: 'bare Electron and two ticks', unit: 'ms' }, own, beside + 20)
    await ours.end()
    await bare.end()
  },
  20 * 60_000,
)
