import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { done, failure, type Failure, type Result, success } from '../../../main/renewal/errors.ts'
import { createUpdates, type Installer } from '../../../main/updates/updates.ts'

const hour = 60 * 60 * 1000
const keys = generateKeyPairSync('ed25519')
const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const wanted = { product: 'jp.koshin.app', platform: 'linux', arch: 'x64' }

function releaseOf(version: string): Uint8Array {
  const files = [{ url: 'Koshin.AppImage', sha512: `${'A'.repeat(86)}==`, size: 1 }]
  const text = Buffer.from(
    JSON.stringify({
      ...wanted,
      channel: 'stable',
      version,
      releaseDate: '2026-11-24T00:00:00Z',
      expires: '2099-01-01T00:00:00Z',
      files,
    }),
  )
  return Buffer.concat([Buffer.from(`${sign(null, text, keys.privateKey).toString('base64')}\n`), text])
}

interface World {
  now: number
  busyWindows: boolean
  offered: Result<Uint8Array>
  /** Called in the middle of a download. */
  meanwhile: () => void
  download: Result<void>
  install: Result<void>
  readonly asked: string[]
  readonly told: string[]
  readonly installed: boolean[]
}

/** A machine with 1.0.0 on which everything can be set. */
function machine(version = '1.1.0') {
  const world: World = {
    now: Date.UTC(2026, 10, 24),
    busyWindows: false,
    offered: success(releaseOf(version)),
    meanwhile: () => undefined,
    download: done,
    install: done,
    asked: [],
    told: [],
    installed: [],
  }
  const installer: Installer = {
    async download(_release, _server, mayGoOn) {
      world.meanwhile()
      return mayGoOn() ? world.download : failure('update.busy', { retry: 'later' })
    },
    install(restart) {
      world.installed.push(restart)
      return world.install
    },
  }
  const updates = createUpdates({
    source: { server: 'https://updates.example/', channel: 'stable', publicKey },
    version: '1.0.0',
    wanted,
    async fetch(url) {
      world.asked.push(url)
      return world.offered
    },
    installer: async () => installer,
    isWorkInProgress: () => world.busyWindows,
    clock: () => world.now,
    onChange: () => undefined,
    tell: (event, { version: told, code }) => world.told.push([event, told ?? code].join(' ')),
  })
  return { world, updates }
}

describe('looking for a newer version', () => {
  it('happens once a day, however often it could', async () => {
    const { world, updates } = machine('1.0.0')
    for (let turn = 0; turn < 48; turn++, world.now += hour) await updates.check()
    expect(world.asked).toEqual(Array(2).fill('https://updates.example/stable-linux-x64.release'))
    expect(updates.status()).toMatchObject({ state: 'latest' })
  })

  it('is not put off by a clock that was set back', async () => {
    const { world, updates } = machine('1.0.0')
    await updates.check()
    world.now -= 365 * 24 * hour
    await updates.check()
    expect(world.asked).toHaveLength(2)
  })

  it('is tried again with the next hour when the server could not be reached, and tells nobody', async () => {
    const { world, updates } = machine()
    world.offered = failure('update.unreachable', { retry: 'later' })
    await updates.check()
    expect(updates.status()).toMatchObject({ state: 'failed', failure: { code: 'update.unreachable' } })
    world.now += hour
    await updates.check()
    expect(world.asked).toHaveLength(2)
    expect(world.told).toEqual([])
  })

  it('is left alone for a day by what was refused, and the system’s log hears of it', async () => {
    const { world, updates } = machine('0.9.0')
    await updates.check()
    world.now += hour
    await updates.check()
    expect(world.asked).toHaveLength(1)
    expect(world.told).toEqual(['refused update.older'])
  })

  it('never happens by itself while something is half done', async () => {
    const { world, updates } = machine()
    world.busyWindows = true
    await updates.check()
    expect(world.asked).toEqual([])
  })

  it.each(['managed', 'unset', 'package'] as const)('never happens where there is no source (%s)', async (source) => {
    const asked: string[] = []
    const never = (): never => {
      throw new Error('nothing is asked of this')
    }
    const updates = createUpdates({
      source,
      version: '1.0.0',
      wanted,
      installer: never,
      isWorkInProgress: never,
      clock: never,
      onChange: never,
      tell: never,
      fetch: async (url) => (asked.push(url), failure('internal')),
    })
    await updates.check()
    await updates.lookNow()
    updates.restart()
    updates.atQuit()
    expect(asked).toEqual([])
    expect(updates.status()).toEqual({ state: 'off', why: source })
  })
})

describe('a newer version', () => {
  it('is fetched at once, and put in place when the app is quit', async () => {
    const { world, updates } = machine()
    await updates.check()
    expect(updates.status()).toEqual({ state: 'ready', version: '1.1.0' })
    expect(world.installed).toEqual([])
    updates.atQuit()
    updates.atQuit()
    expect(world.installed).toEqual([false])
    expect(world.told).toEqual(['found 1.1.0', 'ready 1.1.0', 'installing 1.1.0'])
  })

  it('is put in place at once for whoever wants it', async () => {
    const { world, updates } = machine()
    await updates.check()
    updates.restart()
    expect(world.installed).toEqual([true])
  })

  it('that is found while something is half done is fetched when that is over', async () => {
    const { world, updates } = machine()
    world.busyWindows = true
    await updates.lookNow()
    expect(updates.status()).toEqual({ state: 'waiting', version: '1.1.0' })
    world.busyWindows = false
    await updates.check()
    expect(updates.status()).toEqual({ state: 'ready', version: '1.1.0' })
  })

  it('stops being fetched as soon as a renewal begins', async () => {
    const { world, updates } = machine()
    world.meanwhile = () => void (world.busyWindows = true)
    await updates.check()
    expect(updates.status()).toEqual({ state: 'waiting', version: '1.1.0' })
  })

  it('is not put in place while something is half done, neither on request nor at the end', async () => {
    const { world, updates } = machine()
    await updates.check()
    world.busyWindows = true
    updates.restart()
    expect(updates.status()).toMatchObject({ state: 'ready', failure: { code: 'update.busy' } })
    updates.atQuit()
    expect(world.installed).toEqual([])
    world.busyWindows = false
    updates.restart()
    expect(world.installed).toEqual([true])
  })

  it.each([
    ['download', 'update.wrong-package'],
    ['install', 'update.install-failed'],
  ] as const)('whose %s fails is told, and this one goes on', async (step, code) => {
    const { world, updates } = machine()
    world[step] = failure(code)
    await updates.check()
    updates.restart()
    expect(updates.status()).toMatchObject({ state: 'failed', failure: { code } satisfies Partial<Failure> })
    expect(world.told.at(-1)).toBe(`refused ${code}`)
  })
})
