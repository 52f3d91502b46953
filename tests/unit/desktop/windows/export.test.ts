import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { View } from '../../../../preload/contract.ts'

const shown = vi.hoisted(() => ({ dialog: vi.fn(), copied: vi.fn() }))
vi.mock('electron', () => ({
  app: { getLocale: () => 'ja' },
  clipboard: { writeText: shown.copied },
  dialog: { showSaveDialog: shown.dialog },
}))
const { createExporter, fileName } = await import('../../../../main/desktop/windows/export.ts')

const folder = mkdtempSync(path.join(tmpdir(), 'koshin-export-'))
beforeEach(() => vi.clearAllMocks())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const completion = {
  window: 'completion',
  certificate: { holder: '更新商事 経理部/山田', serial: '1' },
  completedAt: Date.parse('2026-12-25T15:30:00Z'),
}
const exporter = (view: object, collect = vi.fn()) =>
  createExporter({
    keyStore: { list: vi.fn() },
    window: () => ({ webContents: { printToPDF: async () => Buffer.from('%PDF-') } }) as never,
    view: () => view as View,
    support: { collect, zip: vi.fn() },
  })

describe('the record of a completion', () => {
  it('is named by what it is, whose, and when in Japan; and it is told that it was saved', async () => {
    const filePath = path.join(folder, 'record.pdf')
    shown.dialog.mockResolvedValueOnce({ canceled: false, filePath })
    expect(await exporter(completion).savePage()).toBe(true)
    expect(shown.dialog.mock.calls[0]?.[1]).toMatchObject({
      defaultPath: '電子証明書発行完了 更新商事 経理部_山田 2026-12-26.pdf',
    })
    expect(readFileSync(filePath, 'utf8')).toBe('%PDF-')
  })

  it('is not told to be saved where its user cancelled', async () => {
    shown.dialog.mockResolvedValueOnce({ canceled: true, filePath: '' })
    expect(await exporter(completion).savePage()).toBe(false)
  })

  it('has a name that is no path, whatever a holder is called', () => {
    expect(fileName('../..\\a:b*c?"<>|\n', 'x'.repeat(200))).toBe(`.._.._a_b_c______ ${'x'.repeat(80)}`)
  })
})

it('what the help desk needs is collected once at a time, however often a page that was taken over wants it', async () => {
  let collected: (files: { name: string; text: string }[]) => void = () => undefined
  const collect = vi.fn(() => new Promise<{ name: string; text: string }[]>((resolve) => (collected = resolve)))
  const wanting = exporter({ window: 'help' }, collect)
  const wanted = Array.from({ length: 1000 }, () => wanting.supportContents())
  expect(collect).toHaveBeenCalledOnce()
  collected([{ name: 'diagnosis.json', text: '{}' }])
  for (const files of await Promise.all(wanted))
    expect(files).toEqual([{ name: 'diagnosis.json', size: 2, text: '{}' }])
  void wanting.supportContents()
  expect(collect).toHaveBeenCalledTimes(2)
})

describe('コピー of a failure', () => {
  const code = 'bank.unreachable'
  const refused = { code, cause: 'ECONNREFUSED' }
  const other = { code: 'internal', cause: 'another one' }

  it.each([
    ['of any window', { window: 'ended', failure: refused }, `${code}\nECONNREFUSED`],
    [
      'of a second one in it',
      { window: 'login', failure: other, unfinished: { failure: refused } },
      `${code}\nECONNREFUSED`,
    ],
    ['of 発行完了', { window: 'completion', unconfirmed: refused }, `${code}\nECONNREFUSED`],
    ['of 本物確認', { window: 'genuine', check: { state: 'failed', failure: refused } }, `${code}\nECONNREFUSED`],
    ['of the history', { window: 'main', history: [{ event: 'login' }, { event: 'failed', code }] }, code],
  ])('%s takes its code and its cause', async (_, view, copied) => {
    await exporter(view).copyFailure(code)
    expect(shown.copied.mock.calls).toEqual([[copied]])
  })

  it('takes none that its window does not show', async () => {
    await exporter({ window: 'ended', failure: other }).copyFailure(code)
    await exporter({ window: 'welcome' }).copyFailure(code)
    expect(shown.copied).not.toHaveBeenCalled()
  })
})
