import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const app = vi.hoisted(() => ({ current: undefined as EventEmitter | undefined }))
vi.mock('electron', () => ({ app: { on: (...all: [string, () => void]) => app.current?.on(...all) } }))

const { listenForActivation } = await import('../../../../main/desktop/lifecycle/activation.ts')

const asked: string[] = []
const desktop = {
  open: () => void asked.push('open'),
  visit: (page: string) => void asked.push(page),
  openBankFile: (file: string) => void asked.push(file),
}
const ignored = (): void => void asked.push('ignored')
const secondStart = (argv: string[] = [], sent?: unknown) => app.current?.emit('second-instance', {}, argv, '/', sent)

beforeEach(() => {
  app.current = new EventEmitter()
  asked.length = 0
})

describe('what is asked for before there is anybody to answer', () => {
  it.each([
    [[], 'open'],
    [['koshin:notice'], 'notice'],
  ])('is answered as soon as there is: a second start with %j', (argv, page) => {
    const activation = listenForActivation([])
    secondStart(argv)
    expect(asked).toEqual([])
    activation.lead(desktop, ignored)
    expect(asked).toEqual([page])
  })

  it('is nothing where the system only says that the app has started, device management looks in, or a start waits', () => {
    const activation = listenForActivation([])
    app.current?.emit('activate')
    secondStart([], { unattended: true })
    secondStart(['koshin:notice'], { unattended: false, silent: true })
    activation.lead(desktop, ignored)
    expect(asked).toEqual([])
  })
})

describe('a bank file', () => {
  it('waits for somebody to show it, whoever brings it', () => {
    const activation = listenForActivation(['.', 'デモ銀行.koshin-bank'], '/home/hanako')
    expect(asked).toEqual([])
    activation.lead(desktop, ignored)
    secondStart(['second.koshin-bank'])
    app.current?.emit('open-file', { preventDefault: () => asked.push('kept') }, '/Users/hanako/third.koshin-bank')
    expect(asked).toEqual([
      '/home/hanako/デモ銀行.koshin-bank',
      '/second.koshin-bank',
      'kept',
      '/Users/hanako/third.koshin-bank',
    ])
  })

  it('is looked for nowhere where the folder of the start has been removed, which keeps nobody from starting', () => {
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: uv_cwd')
    })
    listenForActivation(['first.koshin-bank']).lead(desktop, ignored)
    expect(asked).toEqual(['/first.koshin-bank'])
    vi.restoreAllMocks()
  })

  it('is not opened beside an address, which anybody may have written', () => {
    listenForActivation(['koshin:open', 'evil.koshin-bank']).lead(desktop, ignored)
    secondStart(['evil.koshin-bank', 'koshin:notice'])
    expect(asked).toEqual(['open', 'notice'])
  })
})

describe('afterwards', () => {
  it('each asks for the window, or for what its address says', () => {
    listenForActivation([]).lead(desktop, ignored)
    secondStart()
    app.current?.emit('activate')
    secondStart(['koshin:open'])
    secondStart(['koshin:renew'])
    expect(asked).toEqual(['open', 'open', 'open', 'ignored'])
  })
})
