import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { BankFiles } from '../../../../../main/desktop/setup/bank-files.ts'
import type { View } from '../../../../../preload/contract.ts'

type Answer = (input?: unknown) => unknown
const bound = vi.hoisted((): { handlers: Record<string, Answer> } => ({ handlers: {} }))
const showOpenDialog = vi.hoisted(() => vi.fn())
vi.mock('electron', () => ({ app: { getLocale: () => 'ja' }, dialog: { showOpenDialog } }))
vi.mock('../../../../../main/desktop/windows/ipc.ts', () => ({
  handleChannels: (_kind: string, _origin: string, _schemas: unknown, handlers: Record<string, Answer>) => {
    bound.handlers = handlers
  },
}))
const { handleBankFileChannels } = await import('../../../../../main/desktop/windows/questions/bank-file-channels.ts')

const bankFiles = { open: vi.fn(), fetch: vi.fn(), enter: vi.fn(), back: vi.fn(), view: vi.fn() }
let view: unknown
const offered = { window: 'setup', bankFiles: 'offered' }

beforeEach(() => {
  vi.clearAllMocks()
  view = offered
  const ports = { bankFiles: bankFiles as unknown as BankFiles, view: () => view as View, window: () => ({}) as never }
  handleBankFileChannels(ports, 'app://koshin')
})

const all: readonly (readonly [string, unknown])[] = [
  ['bank-file:choose', undefined],
  ['bank-file:drop', '/home/hanako/a.koshin-bank'],
  ['bank-file:domain', 'bank.example'],
  ['bank-file:code', '123456789012'],
  ['bank-file:back', undefined],
]

describe('the buttons for bank files', () => {
  it.each([{ window: 'login' }, { window: 'settings' }, { window: 'setup', bankFiles: 'forbidden' }])(
    'do nothing in a window that has none: %j',
    (shown) => {
      view = shown
      for (const [channel, input] of all) bound.handlers[channel]!(input)
      const called = [...Object.values(bankFiles), showOpenDialog].filter((port) => port.mock.calls.length > 0)
      expect(called).toEqual([])
    },
  )

  it.each([offered, { window: 'bank-file' }])('hand over what was meant in %j', (shown) => {
    view = shown
    for (const [channel, input] of all.slice(1)) bound.handlers[channel]!(input)
    expect(bankFiles.open).toHaveBeenCalledWith('/home/hanako/a.koshin-bank')
    expect(bankFiles.fetch).toHaveBeenCalledWith('bank.example')
    expect(bankFiles.enter).toHaveBeenCalledWith('123456789012')
    expect(bankFiles.back).toHaveBeenCalledOnce()
  })

  it('take no file that lies on no disk', () => {
    for (const file of ['', 'a.koshin-bank', './a.koshin-bank']) bound.handlers['bank-file:drop']!(file)
    expect(bankFiles.open).not.toHaveBeenCalled()
  })

  it('ask once for a file, whoever presses how often, and open the one that is chosen', async () => {
    let choose = (_chosen: unknown): void => {}
    showOpenDialog.mockImplementation(() => new Promise((resolve) => (choose = resolve)))
    bound.handlers['bank-file:choose']!()
    bound.handlers['bank-file:choose']!()
    expect(showOpenDialog).toHaveBeenCalledOnce()
    choose({ canceled: false, filePaths: ['/a.koshin-bank'] })
    await vi.waitFor(() => expect(bankFiles.open).toHaveBeenCalledWith('/a.koshin-bank'))
    bound.handlers['bank-file:choose']!()
    choose({ canceled: true, filePaths: [] })
    await vi.waitFor(() => expect(showOpenDialog).toHaveBeenCalledTimes(2))
    expect(bankFiles.open).toHaveBeenCalledOnce()
  })
})
