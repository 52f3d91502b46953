import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import type * as FileSystem from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'

/** What a process that ends late does while the folder is being removed; each at its own round. */
let latecomers: (() => void)[] = []
vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>()
  const removing: typeof real.rmSync = (place, options) => {
    const late = latecomers.shift()
    real.rmSync(place, options)
    late?.()
  }
  return { ...real, rmSync: removing }
})
const { throwAwayFolder } = await import('../../../main/compose/throw-away-folder.ts')

/** A folder, and the end of the process that it goes with. */
function folderOfProcess(): { readonly folder: string; readonly end: () => void } {
  const once = vi.spyOn(process, 'once')
  const folder = throwAwayFolder('koshin-throw-away-')
  const [, end] = once.mock.calls.find(([event]) => event === 'exit')!
  process.off('exit', end)
  once.mockRestore()
  onTestFinished(() => {
    latecomers = []
    rmSync(folder, { recursive: true, force: true })
  })
  mkdirSync(path.join(folder, 'profile'))
  writeFileSync(path.join(folder, 'profile/Preferences'), '{}')
  return { folder, end: end as () => void }
}

beforeEach(() => {
  latecomers = []
  vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out')
  onTestFinished(() => void vi.restoreAllMocks())
})

it('goes with the process, and with all that is in it', () => {
  const { folder, end } = folderOfProcess()
  end()
  expect(existsSync(folder)).toBe(false)
})

it('goes, too, where a process of Chromium’s writes into it while it is removed', () => {
  const { folder, end } = folderOfProcess()
  const writesAnew = () => {
    mkdirSync(path.join(folder, 'profile'), { recursive: true })
    writeFileSync(path.join(folder, 'profile/Network Persistent State'), '{}')
  }
  const notEmpty = () => {
    writesAnew()
    throw Object.assign(new Error('ENOTEMPTY: directory not empty'), { code: 'ENOTEMPTY' })
  }
  latecomers = [writesAnew, notEmpty]
  end()
  expect(existsSync(folder)).toBe(false)
})

it('never keeps the process from its end, even where somebody goes on writing', () => {
  const { folder, end } = folderOfProcess()
  latecomers = Array.from({ length: 100 }, () => () => mkdirSync(folder))
  end()
  expect(latecomers).toHaveLength(60)
})
