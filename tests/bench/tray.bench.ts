/** Life in the tray, where the app spends nearly all of its time, beside a bare Electron without a window. */
import { expect, test } from 'vitest'
import { memory, memoryByProcess, startBare, startDemo, startKoshin, ticks, timeBare, timeKoshin, tree } from './electron.ts'
import { temporaryFolder } from './folder.ts'
import { compare, median, tell } from './table.ts'

const minutes = Number(process.env['KOSHIN_BENCH_MINUTES'] ?? 5)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('in the tray', async () => {
  const folder = temporaryFolder()
  const demo = await startDemo(folder, 'valid')

  await compare({
    name: 'start into the tray, its icon there, beside a bare Electron without a window',
    goal: { most: 1.15 },
    ours: () => timeKoshin(folder, 'icon'),
    baseline: () => timeBare(folder),
  })
  const untilStatus: number[] = []
  for (let round = 0; round < 10; round++) untilStatus.push(await timeKoshin(folder, 'status'))
  tell(`  ${median(untilStatus).toFixed(0)} ms until the icon tells what the key store holds`)

  const ours = await startKoshin(folder, ['--hidden'])
  const bare = await startBare(folder, ['--hidden'])
  const [own, beside] = [ours.process().pid!, bare.process().pid!]
  // An hour's checks and more: the machine wakes up 60 times.
  for (let check = 0; check < 60; check++) {
    await ours.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    await pause(100)
  }
  // What the checks needed is put away again.
  await pause(30_000)
  await compare({
    name: 'memory in the tray after 60 checks, beside a bare Electron without a window',
    goal: { most: 1.15 },
    ours: () => memory(own),
    baseline: () => memory(beside),
  })
  tell(`  ours: ${memoryByProcess(own)}`)
  tell(`  bare: ${memoryByProcess(beside)}`)
  expect(ours.windows()).toEqual([])
  tell(`  ${tree(own).length} processes beside ${tree(beside).length}, no window`)

  const before = [ticks(own), ticks(beside)]
  await pause(minutes * 60_000)
  const used = [ticks(own) - before[0]!, ticks(beside) - before[1]!]
  tell(`processor time in the tray in ${minutes} min: ${used[0]! * 10} ms beside ${used[1]! * 10} ms of a bare Electron`)
  for (const app of [ours, bare, demo]) await app.close()
}, 30 * 60_000)
