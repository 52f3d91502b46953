import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type BankFilePorts, createBankFiles } from '../../../../main/desktop/setup/bank-files.ts'
import { createTries } from '../../../../main/desktop/setup/tries.ts'
import { done, failure, type Failure, success } from '../../../../main/renewal/errors.ts'
import type { BankFile } from '../../../../main/storage/bank-file/read.ts'

const file: BankFile = {
  bytes: new Uint8Array(),
  content: {
    version: 1,
    bank: { name: '更新銀行', est: { url: 'https://est.bank.example' }, trustAnchors: 'PEM', serverTrust: 'anchors' },
    policy: {},
  },
  hosts: ['est.bank.example'],
}
const rightCode = '123456789012'

let now: number
let hindered: Failure | undefined
let ports: BankFilePorts
let bankFiles: ReturnType<typeof createBankFiles>
function begin(changed: Partial<BankFilePorts> = {}): void {
  ports = {
    hindrance: () => Promise.resolve(hindered),
    load: vi.fn(() => Promise.resolve(success(file))),
    domain: (entered) => (entered === 'bank' ? failure('bank-file.bad-domain') : success(entered)),
    fetch: vi.fn(() => Promise.resolve(success({ file, readable: undefined }))),
    isCode: vi.fn((code: string) => Promise.resolve(code === rightCode)),
    confirm: vi.fn(() => Promise.resolve(true)),
    takeOver: vi.fn(() => done),
    tries: createTries(() => now),
    present: undefined,
    restart: vi.fn(),
    onView: vi.fn(),
    ...changed,
  }
  bankFiles = createBankFiles(ports)
}
beforeEach(() => {
  now = 0
  hindered = undefined
  begin()
})
const code = () => bankFiles.view()?.failure?.code

describe('a bank file that was opened', () => {
  it('is shown with its bank and its hosts, and changes nothing before its code is there', async () => {
    await bankFiles.open('/home/hanako/更新銀行.koshin-bank')
    expect(bankFiles.view()).toEqual({
      window: 'bank-file',
      from: { kind: 'file', name: '更新銀行.koshin-bank' },
      bank: { name: '更新銀行', hosts: ['est.bank.example'] },
      busy: false,
      mistakes: [],
    })
    expect(ports.takeOver).not.toHaveBeenCalled()
  })

  it('cannot show another name than it has', async () => {
    await bankFiles.open('/home/hanako/\u202eknab-nihsok.銀行\n.koshin-bank')
    const from = { kind: 'file', name: '\ufffdknab-nihsok.銀行\ufffd.koshin-bank' }
    expect(bankFiles.view()).toMatchObject({ from })
  })

  it('is told to be read until it is known whether it may be taken over, and can be left meanwhile', async () => {
    let decide = (_hindrance: Failure | undefined): void => undefined
    begin({ hindrance: () => new Promise((resolve) => (decide = resolve)) })
    const opened = bankFiles.open('/a.koshin-bank')
    expect(bankFiles.view()).toMatchObject({ busy: true })
    bankFiles.back()
    decide(undefined)
    await opened
    expect(bankFiles.view()).toBeUndefined()
    expect(ports.load).not.toHaveBeenCalled()
  })

  it('is taken over with the right code, and the app begins anew', async () => {
    await bankFiles.open('/a.koshin-bank')
    await bankFiles.enter(rightCode)
    expect(ports.takeOver).toHaveBeenCalledWith(file)
    expect(ports.restart).toHaveBeenCalledOnce()
  })

  it('is not with a wrong one; after three, codes are not even looked at for a while', async () => {
    await bankFiles.open('/a.koshin-bank')
    for (let wrong = 0; wrong < 3; wrong++) await bankFiles.enter('000000000000')
    expect(bankFiles.view()?.failure).toEqual({ code: 'bank-file.wrong-code', retry: 'later', retryAfter: 30 })
    now = 10_000
    await bankFiles.enter(rightCode)
    expect(bankFiles.view()?.failure).toEqual({ code: 'bank-file.too-soon', retry: 'later', retryAfter: 20 })
    // Another file is no way around it.
    await bankFiles.open('/b.koshin-bank')
    await bankFiles.enter(rightCode)
    expect(code()).toBe('bank-file.too-soon')
    expect(ports.takeOver).not.toHaveBeenCalled()
    now = 30_000
    await bankFiles.enter(rightCode)
    expect(ports.restart).toHaveBeenCalledOnce()
  })

  it('is left behind by going back, however late what was under way ends', async () => {
    let answer = (_right: boolean): void => {}
    begin({ isCode: (given) => (given === '' ? Promise.resolve(false) : new Promise((resolve) => (answer = resolve))) })
    await bankFiles.open('/a.koshin-bank')
    const entered = bankFiles.enter(rightCode)
    expect(bankFiles.view()?.busy).toBe(true)
    bankFiles.back()
    answer(true)
    await entered
    expect(bankFiles.view()).toBeUndefined()
    expect(ports.takeOver).not.toHaveBeenCalled()
  })

  it('is read one after the other, and then the last: each code takes 128 MiB, and a page could open a thousand', async () => {
    let reckoned = (): void => undefined
    begin({ isCode: vi.fn(() => new Promise<boolean>((resolve) => (reckoned = () => resolve(false)))) })
    const first = bankFiles.open('/a.koshin-bank')
    await vi.waitFor(() => expect(ports.isCode).toHaveBeenCalledOnce())
    const others: Promise<void>[] = []
    for (let number = 0; number < 1000; number++) {
      others.push(bankFiles.open(`/${number}.koshin-bank`))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(ports.isCode).toHaveBeenCalledOnce()
    reckoned()
    await first
    await vi.waitFor(() => expect(ports.isCode).toHaveBeenCalledTimes(2))
    expect(vi.mocked(ports.load).mock.calls).toEqual([['/a.koshin-bank'], ['/999.koshin-bank']])
    reckoned()
    await Promise.all(others)
    expect(ports.isCode).toHaveBeenCalledTimes(2)
  })

  it('tells its mistakes', async () => {
    const mistakes = [{ place: 'run', kind: 'unknown' }] as const
    const wrong = { ...failure('bank-file.invalid', { cause: 'run' }).failure, mistakes }
    begin({ load: () => Promise.resolve({ ok: false, failure: wrong }) })
    await bankFiles.open('/a.koshin-bank')
    expect(bankFiles.view()).toMatchObject({ failure: { code: 'bank-file.invalid', cause: 'run' }, mistakes })
    expect(bankFiles.view()).not.toHaveProperty('bank')
    await bankFiles.enter(rightCode)
    expect(ports.restart).not.toHaveBeenCalled()
  })
})

describe('what stands in the way', () => {
  const policy = failure('bank-file.forbidden').failure

  it('is told before the file is even read', async () => {
    hindered = policy
    await bankFiles.open('/a.koshin-bank')
    expect(code()).toBe('bank-file.forbidden')
    await bankFiles.fetch('bank.example')
    expect(code()).toBe('bank-file.forbidden')
    expect([ports.load, ports.fetch].some((port) => vi.mocked(port).mock.calls.length > 0)).toBe(false)
  })

  it('counts at the last moment, too: a renewal that began while the letter was looked for', async () => {
    await bankFiles.open('/a.koshin-bank')
    hindered = failure('bank-file.under-way').failure
    await bankFiles.enter(rightCode)
    expect(code()).toBe('bank-file.under-way')
    expect(ports.takeOver).not.toHaveBeenCalled()
    hindered = undefined
    await bankFiles.enter(rightCode)
    expect(ports.restart).toHaveBeenCalledOnce()
  })

  it('may be the disk: then the app goes on as it is', async () => {
    begin({ takeOver: () => failure('storage.full', { retry: 'later' }) })
    await bankFiles.open('/a.koshin-bank')
    await bankFiles.enter(rightCode)
    expect(code()).toBe('storage.full')
    expect(ports.restart).not.toHaveBeenCalled()
  })
})

describe('a domain that was entered', () => {
  it('is confirmed in a window of its own, with what its file says', async () => {
    begin({ fetch: () => Promise.resolve(success({ file, readable: '銀行.example' })) })
    await bankFiles.fetch('xn--hvs53n.example')
    expect(ports.confirm).toHaveBeenCalledWith({
      question: 'bank-file',
      domain: 'xn--hvs53n.example',
      readable: '銀行.example',
      bankName: '更新銀行',
      hosts: ['est.bank.example'],
    })
    expect(ports.restart).toHaveBeenCalledOnce()
  })

  it('changes nothing after いいえ, and no code of the page takes its place', async () => {
    begin({
      async confirm() {
        await bankFiles.enter(rightCode)
        return false
      },
    })
    await bankFiles.fetch('bank.example')
    expect(bankFiles.view()).toBeUndefined()
    expect(ports.takeOver).not.toHaveBeenCalled()
  })

  it('that is none, or has no file, is told', async () => {
    await bankFiles.fetch('bank')
    expect(bankFiles.view()).toMatchObject({
      from: { kind: 'domain', host: 'bank' },
      failure: { code: 'bank-file.bad-domain' },
    })
    begin({ fetch: () => Promise.resolve(failure('bank-file.none-there')) })
    await bankFiles.fetch('bank.example')
    expect(code()).toBe('bank-file.none-there')
    expect(ports.confirm).not.toHaveBeenCalled()
  })

  it('is asked, and asked about, one at a time and then the last: a page that was taken over asks no thousand at once', async () => {
    const answers: ((said: boolean) => void)[] = []
    begin({ confirm: vi.fn(() => new Promise<boolean>((resolve) => void answers.push(resolve))) })
    const fetched = [bankFiles.fetch('first.example')]
    await vi.waitFor(() => expect(ports.confirm).toHaveBeenCalledOnce())
    for (let number = 0; number < 1000; number++) fetched.push(bankFiles.fetch(`${number}.example`))
    await vi.waitFor(() => expect(bankFiles.view()).toMatchObject({ from: { host: '999.example' } }))
    expect(ports.fetch).toHaveBeenCalledOnce()
    // Of a domain that is shown no more.
    answers[0]!(true)
    await vi.waitFor(() => expect(ports.confirm).toHaveBeenCalledTimes(2))
    expect(ports.fetch).toHaveBeenLastCalledWith('999.example')
    answers[1]!(false)
    await Promise.all(fetched)
    expect(ports.fetch).toHaveBeenCalledTimes(2)
    expect(ports.takeOver).not.toHaveBeenCalled()
  })

  it('is not taken over by an answer that comes after its user went back', async () => {
    let answer = (_said: boolean): void => {}
    begin({ confirm: () => new Promise((resolve) => (answer = resolve)) })
    const fetched = bankFiles.fetch('bank.example')
    await vi.waitFor(() => expect(bankFiles.view()?.bank).toBeDefined())
    bankFiles.back()
    answer(true)
    await fetched
    expect(ports.takeOver).not.toHaveBeenCalled()
  })
})
