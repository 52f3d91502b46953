import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

type Answer = (event: unknown, ...input: unknown[]) => Promise<unknown>
const bound = vi.hoisted(() => new Map<string, Answer>())
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, answer: Answer) => void bound.set(channel, answer) },
}))
vi.mock('../../../../main/desktop/windows/open-window.ts', () => ({ kindOf: ({ kind }: { kind: string }) => kind }))

const { handleBeginning, handleChannels } = await import('../../../../main/desktop/windows/ipc.ts')

const origin = 'app://koshin'

/** A message from the top frame of a window, unless said otherwise. */
function message({
  kind = 'app',
  url = `${origin}/index.html`,
  top = true,
}: {
  kind?: string
  url?: string
  top?: boolean
} = {}) {
  const mainFrame = { url }
  return { sender: { id: 7, kind, mainFrame }, senderFrame: top ? mainFrame : { url } }
}

const refusals: readonly [string, unknown][] = [
  ['another kind of window', message({ kind: 'consent' })],
  ['a frame inside the page', message({ top: false })],
  ['a frame that has gone', { ...message(), senderFrame: null }],
  ['another origin', message({ url: 'https://bank.example/index.html' })],
  ['an origin that only begins like ours', message({ url: `${origin}.example/index.html` })],
  ['a page without an address', message({ url: 'about:blank' })],
]

describe('a channel of a window', () => {
  const pay = vi.fn(async (amount: number, contentsId: number) => ({ amount, contentsId }))
  const call = (event: unknown, ...input: unknown[]) => bound.get('test:pay')!(event, ...input)

  beforeEach(() => {
    bound.clear()
    pay.mockClear()
    const handlers = { 'test:pay': pay, 'test:none': () => undefined }
    handleChannels('app', origin, { 'test:pay': z.number(), 'test:none': z.undefined() }, handlers as never)
  })

  it('answers its own page, and knows which window asks', async () => {
    expect([...bound.keys()]).toEqual(['test:pay', 'test:none'])
    await expect(call(message(), 5)).resolves.toEqual({ amount: 5, contentsId: 7 })
    await expect(bound.get('test:none')!(message())).resolves.toBeUndefined()
  })

  it.each(refusals)('refuses %s', async (_who, event) => {
    await expect(call(event, 5)).rejects.toThrow('test:pay: refused')
    expect(pay).not.toHaveBeenCalled()
  })

  it.each([[['5']], [[]], [[5, 6]], [[undefined]], [[{ amount: 5 }]]])(
    'refuses what does not fit its schema: %j',
    async (input) => {
      await expect(call(message(), ...input)).rejects.toThrow('test:pay: malformed')
      expect(pay).not.toHaveBeenCalled()
    },
  )

  it('does not repeat what it refuses: it may be a password in the wrong field', async () => {
    await expect(call(message(), 'hunter2')).rejects.not.toThrow('hunter2')
  })

  it('passes the failure of its handler on', async () => {
    pay.mockRejectedValueOnce(new Error('broken'))
    await expect(call(message(), 5)).rejects.toThrow('broken')
  })
})

describe('the beginning of a window', () => {
  const opening = { banks: { shown: '', banks: [] }, view: { window: 'welcome' as const } }
  const ask = (channel: string, event: unknown, ...input: unknown[]) => bound.get(channel)!(event, ...input)

  beforeEach(() => bound.clear())

  it('is told that it may ask the rest once it may, and not before', async () => {
    const told: string[] = []
    const { asksForRest, bind } = handleBeginning('app', origin)
    void asksForRest.then(() => told.push('asked'))
    await Promise.resolve()
    expect(told).toEqual([])
    const asked = ask('app:ready', message()).then(() => told.push('ready'))
    await asksForRest
    expect(told).toEqual(['asked'])
    bind()
    await asked
    expect(told).toEqual(['asked', 'ready'])
  })

  it('has an opening that is told whenever it is asked for, until something newer can be asked', async () => {
    const { tellOpening, bind } = handleBeginning('app', origin)
    const early = ask('app:opening', message())
    tellOpening(opening)
    await expect(early).resolves.toEqual(opening)
    await expect(ask('app:opening', message())).resolves.toEqual(opening)
    bind()
    await expect(ask('app:opening', message())).resolves.toBeUndefined()
  })

  it('has none where nothing is told before the rest is bound', async () => {
    const { bind } = handleBeginning('app', origin)
    const asked = ask('app:opening', message())
    bind()
    await expect(asked).resolves.toBeUndefined()
  })

  it.each(['app:ready', 'app:opening'])('is for its own page alone: %s', async (channel) => {
    const { tellOpening, bind } = handleBeginning('app', origin)
    tellOpening(opening)
    bind()
    for (const [, event] of refusals) await expect(ask(channel, event)).rejects.toThrow(`${channel}: refused`)
    await expect(ask(channel, message(), 1)).rejects.toThrow(`${channel}: malformed`)
  })
})
