import type { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../../../../main/desktop/lifecycle/faults.ts'

const electron = vi.hoisted(() => ({
  app: undefined as never,
  ready: true,
  locale: 'ja',
  box: [] as unknown[],
  ended: [] as unknown[],
}))
const kinds = new Map<unknown, string>()
const destroyed: unknown[] = []

vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events')
  const app = Object.assign(new EventEmitter(), {
    isReady: () => electron.ready,
    getLocale: () => electron.locale,
    relaunch: () => electron.ended.push('relaunch'),
    exit: (code: number) => electron.ended.push(code),
  })
  electron.app = app as never
  return {
    app,
    BrowserWindow: { fromWebContents: (contents: unknown) => ({ destroy: () => destroyed.push(contents) }) },
    dialog: {
      showErrorBox: (...text: string[]) => electron.box.push(text),
      showMessageBoxSync: (options: unknown) => (electron.box.push(options), 0),
    },
  }
})
vi.mock('../../../../main/desktop/windows/open-window.ts', () => ({
  kindOf: (contents: unknown) => kinds.get(contents),
}))

/** The module anew: it remembers whether it has told somebody. */
async function start(onFatal?: () => void): Promise<{ told: Fault[] }> {
  vi.resetModules()
  const { tellFaults, watchFaults } = await import('../../../../main/desktop/lifecycle/faults.ts')
  watchFaults(onFatal === undefined ? {} : { onFatal })
  const told: Fault[] = []
  tellFaults((fault) => told.push(fault))
  return { told }
}

const page = (kind: string | undefined) => {
  const contents = { reloads: 0, reload: () => contents.reloads++ }
  if (kind !== undefined) kinds.set(contents, kind)
  return contents
}
const gone = (contents: unknown, reason = 'crashed') =>
  (electron.app as EventEmitter).emit('render-process-gone', {}, contents, { reason })

const before = { exception: process.listeners('uncaughtException'), rejection: process.listeners('unhandledRejection') }
/** Only our own listener is asked: the runner's would make the test fail. */
const emit = (event: 'uncaughtException' | 'unhandledRejection', error: unknown): void => {
  const known = event === 'uncaughtException' ? before.exception : before.rejection
  for (const listener of process.listeners(event as never) as ((error: unknown) => void)[]) {
    if (!known.includes(listener)) listener(error)
  }
}

beforeEach(() => {
  Object.assign(electron, { ready: true, locale: 'ja' })
  electron.box.length = electron.ended.length = destroyed.length = 0
})
afterEach(() => {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    const known = event === 'uncaughtException' ? before.exception : before.rejection
    for (const listener of process.listeners(event as never)) {
      if (!known.includes(listener as never)) process.off(event, listener)
    }
  }
  ;(electron.app as EventEmitter | undefined)?.removeAllListeners()
})

describe('a fault of ours', () => {
  it.each([
    ['uncaughtException', 'uncaught-exception'],
    ['unhandledRejection', 'unhandled-rejection'],
  ] as const)('is recorded, told in Japanese with what is safe, and starts the app anew: %s', async (event, kind) => {
    const { told } = await start()
    const error = new Error('x')
    emit(event, error)
    expect(told).toEqual([{ kind, error }])
    expect(electron.box).toMatchObject([
      { message: 'Koshin で予期しない問題が起きました。', buttons: ['再起動', '終了'] },
    ])
    expect(electron.ended).toEqual(['relaunch', 1])
  })

  it('names the help desk of the bank that is shown, where there is one', async () => {
    await start()
    const { nameHelpDesk } = await import('../../../../main/desktop/lifecycle/faults.ts')
    nameHelpDesk((language) => `${language === 'ja' ? 'デモ銀行' : 'Demo'} 0120-000-000`)
    emit('uncaughtException', new Error('x'))
    expect((electron.box[0] as { detail: string }).detail).toMatch(/\nお問い合わせ先: デモ銀行 0120-000-000$/)
  })

  it('is told in English to whoever reads that', async () => {
    electron.locale = 'en-GB'
    await start()
    emit('uncaughtException', new Error('x'))
    expect(electron.box).toMatchObject([{ message: 'Something unexpected happened in Koshin.' }])
  })

  it('is told once, however many follow; all are recorded', async () => {
    const { told } = await start()
    for (let times = 0; times < 3; times++) emit('uncaughtException', new Error('x'))
    expect(told).toHaveLength(3)
    expect(electron.box).toHaveLength(1)
  })

  it('is told before the app is ready, too, in our own words', async () => {
    electron.ready = false
    await start()
    emit('uncaughtException', new Error('x'))
    expect(electron.box).toEqual([['Koshin', expect.stringContaining('電子証明書と鍵は')]])
    expect(electron.ended).toEqual([1])
  })

  it('from before there is a log is recorded once there is one', async () => {
    vi.resetModules()
    const { tellFaults, watchFaults } = await import('../../../../main/desktop/lifecycle/faults.ts')
    watchFaults({ onFatal: () => undefined })
    emit('uncaughtException', 'early')
    const told: Fault[] = []
    tellFaults((fault) => told.push(fault))
    expect(told).toEqual([{ kind: 'uncaught-exception', error: 'early' }])
  })

  it('in a run without windows ends the run and shows nothing', async () => {
    const onFatal = vi.fn()
    await start(onFatal)
    emit('unhandledRejection', new Error('x'))
    expect(onFatal).toHaveBeenCalledTimes(1)
    expect(electron.box).toEqual([])
  })
})

describe('a page whose process is gone', () => {
  it('is recorded and loaded anew; the second time within a minute the user is told', async () => {
    const { told } = await start()
    const app = page('app')
    gone(app, 'oom')
    expect(told).toEqual([{ kind: 'render-process-gone', reason: 'oom' }])
    expect([app.reloads, electron.box.length]).toEqual([1, 0])
    gone(app)
    expect([app.reloads, electron.box.length]).toEqual([1, 1])
  })

  it.each(['consent', 'proxy', 'password'])('takes its question with it: %s', async (kind) => {
    await start()
    const question = page(kind)
    gone(question)
    expect(destroyed).toEqual([question])
    expect(question.reloads).toBe(0)
  })

  it("that is not ours, such as a bank's, is recorded and nothing else", async () => {
    const { told } = await start()
    const foreign = page(undefined)
    gone(foreign)
    expect(told).toHaveLength(1)
    expect([foreign.reloads, destroyed.length, electron.box.length]).toEqual([0, 0, 0])
  })

  it('because it ended by itself is no fault', async () => {
    const { told } = await start()
    gone(page('app'), 'clean-exit')
    expect(told).toEqual([])
  })
})

describe("a helper process of Electron's", () => {
  it.each([
    ['crashed', 1],
    ['oom', 1],
    ['killed', 0],
    ['clean-exit', 0],
  ])('that ended as "%s" is recorded %i times', async (reason, times) => {
    const { told } = await start()
    ;(electron.app as EventEmitter).emit('child-process-gone', {}, { type: 'Utility', reason })
    expect(told).toHaveLength(times)
  })
})
