import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfiguration } from '../../../../main/storage/settings/configuration.ts'
import { makeRoot } from '../managed-policy/authority.ts'

let folder: string
let anchors: string
const bank = { name: '更新銀行', est: { url: 'https://est.bank.example' }, trustAnchors: 'anchors.pem' }

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-configuration-'))
  anchors = path.join(folder, 'anchors.pem')
  writeFileSync(anchors, makeRoot(folder))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function read(settings: unknown, options: Record<string, string> = {}, environment: Record<string, string> = {}) {
  const file = path.join(folder, 'koshin.json')
  writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify(settings))
  return readConfiguration({ file, options, environment })
}

describe('the settings of a bank', () => {
  it('are an EST address and trust anchors; the rest has defaults', () => {
    const settings = read({ bank })
    expect(settings).toMatchObject({
      ok: true,
      value: { bankName: '更新銀行', estUrl: 'https://est.bank.example', serverTrust: 'anchors', portalUrl: undefined },
    })
    expect(settings.ok && settings.value.trustAnchors).toHaveLength(1)
    expect(settings.ok && settings.value.policy).toMatchObject({ noticeDays: 30, graceDays: 30, keyKind: 'rsa-2048' })
  })

  it('say how the CMP server wants to be asked', () => {
    const form = { enrolment: 'ir', mac: 'pbmac1', implicitConfirm: true }
    const cmp = { url: 'https://cmp.bank.example', ...form }
    expect(read({ bank: { ...bank, cmp } })).toMatchObject({ value: { cmpUrl: cmp.url, cmpForm: form } })
    expect(read({ bank: { ...bank, cmp: { ...cmp, mac: 'hmac' } } })).toMatchObject({
      failure: { mistakes: [{ place: 'bank.cmp.mac', kind: 'choice' }] },
    })
  })

  it('may leave EST out where the bank offers CMP, by which it is asked then; of no server it is said what is missing', () => {
    const { est: _, ...others } = bank
    const cmp = { url: 'https://cmp.bank.example' }
    expect(read({ bank: { ...others, cmp }, policy: { renewalProtocol: 'est' } })).toMatchObject({
      value: { estUrl: undefined, cmpUrl: cmp.url, renewalProtocol: 'cmp' },
    })
    const missing = { place: 'bank.est.url', kind: 'missing' }
    expect(read({ bank: { ...others, colour: 1 } })).toMatchObject({
      failure: { mistakes: [{ place: 'bank.colour', kind: 'unknown' }, missing] },
    })
    const other = { ...others, id: 'kita' }
    expect(read({ bank, otherBanks: [other] })).toMatchObject({
      failure: { code: 'config.invalid', mistakes: [{ ...missing, place: 'otherBanks.0.est.url' }] },
    })
    expect(read({ bank: null })).toMatchObject({ ok: false })
  })

  it('say whether a renewal needs a login, beside the portal that its user logs in to', () => {
    const portal = { url: 'https://bank.example/portal', renewalNeedsLogin: true }
    expect(read({ bank: { ...bank, portal } })).toMatchObject({ value: { policy: { renewalNeedsLogin: true } } })
    expect(read({ bank })).toMatchObject({ value: { policy: { renewalNeedsLogin: false } } })
    const options = { 'portal-url': 'https://other.example/portal' }
    expect(read({ bank: { ...bank, portal } }, options)).toMatchObject({
      value: { portalUrl: 'https://other.example/portal', policy: { renewalNeedsLogin: true } },
    })
    expect(read({ bank: { ...bank, portal: { renewalNeedsLogin: true } } })).toMatchObject({
      failure: { mistakes: [{ place: 'bank.portal.url', kind: 'missing' }] },
    })
  })

  it('can force start at login on or off, and leave it to the user', () => {
    for (const startAtLogin of [true, false]) {
      expect(read({ bank, policy: { startAtLogin } })).toMatchObject({ value: { startAtLogin } })
    }
    expect(read({ bank })).toMatchObject({ value: { startAtLogin: undefined } })
  })

  it('are read as PowerShell 5.1 writes them, with a mark in front', () => {
    expect(read(`\uFEFF${JSON.stringify({ bank })}`)).toMatchObject({ ok: true, value: { bankName: '更新銀行' } })
  })

  it('that cannot be read are told without the path of their file', () => {
    const missing = read({ bank: { ...bank, trustAnchors: 'missing.pem' } })
    expect(missing).toMatchObject({ failure: { cause: 'bank.trustAnchors: ENOENT: open' } })
  })

  it('can be given without any file', () => {
    const options = { 'est-url': 'https://a.example:8443', 'trust-anchors': anchors }
    expect(readConfiguration({ options, environment: {} })).toMatchObject({
      ok: true,
      value: { bankName: 'a.example:8443' },
    })
  })

  it('are taken from the command line before the environment before the file', () => {
    const environment = { KOSHIN_EST_URL: 'https://b.example', KOSHIN_EST_LABEL: 'b' }
    expect(read({ bank }, { 'est-url': 'https://c.example' }, environment)).toMatchObject({
      value: { estUrl: 'https://c.example', estLabel: 'b', bankName: '更新銀行' },
    })
  })

  const wrong: readonly [string, unknown, string][] = [
    ['an address without TLS', { bank: { ...bank, est: { url: 'http://est.bank.example' } } }, 'bank.est.url'],
    ['no EST address', { bank: { ...bank, est: {} } }, 'bank.est.url'],
    ['a misspelt setting', { bank: { ...bank, trustAnchor: 'x' } }, 'trustAnchor'],
    ['a notice later than expiry', { bank, policy: { noticeDays: 0 } }, 'policy.noticeDays'],
    ['a weak key', { bank, policy: { keyBits: 1024 } }, 'policy.keyBits'],
    ['a label that is a path', { bank: { ...bank, est: { ...bank.est, label: '../x' } } }, 'bank.est.label'],
    ['anchors that are not there', { bank: { ...bank, trustAnchors: 'missing.pem' } }, 'bank.trustAnchors'],
    ['anchors that are no certificates', { bank: { ...bank, trustAnchors: 'koshin.json' } }, 'bank.trustAnchors'],
    ['a file that is not JSON', '{', 'not JSON'],
    ['a file that is a list', [], 'bank'],
    ['a name that is given twice', '{"bank":{},"bank":{}}', '"bank" is given twice'],
  ]
  for (const [what, settings, cause] of wrong) {
    it(`with ${what} are refused by name`, () => {
      const refused = read(settings)
      expect(refused).toMatchObject({ ok: false, failure: { code: 'config.invalid' } })
      expect(!refused.ok && refused.failure.cause).toContain(cause)
    })
  }
})

describe('a single setting', () => {
  const option = [
    ['bank-name', 'X', { bankName: 'X' }],
    ['est-url', 'https://x.example', { estUrl: 'https://x.example' }],
    ['est-label', 'x', { estLabel: 'x' }],
    ['cmp-url', 'https://x.example', { cmpUrl: 'https://x.example' }],
    ['server-trust', 'system', { serverTrust: 'system' }],
    ['portal-url', 'https://x.example', { portalUrl: 'https://x.example' }],
    ['banking-url', 'https://x.example', { bankingUrl: 'https://x.example' }],
    ['enrol-user', 'X', { enrolUser: 'X' }],
  ] as const
  it.each(option)('%s can be given as an option and in the environment', (name, value, expected) => {
    const variable = `KOSHIN_${name.toUpperCase().replace('-', '_')}`
    expect(read({ bank }, { [name]: value })).toMatchObject({ value: expected })
    expect(read({ bank }, {}, { [variable]: value })).toMatchObject({ value: expected })
  })

  it('of CMP and the portal is left as the file has it where none is given', () => {
    const more = { cmp: { url: 'https://cmp.example' }, portal: { url: 'https://portal.example' } }
    const expected = { cmpUrl: 'https://cmp.example', portalUrl: 'https://portal.example' }
    expect(read({ bank: { ...bank, ...more } })).toMatchObject({ value: expected })
  })

  it('makes no bank of its own: without a name or an address it is refused', () => {
    expect(readConfiguration({ options: { 'trust-anchors': anchors }, environment: {} })).toMatchObject({
      failure: { cause: expect.stringMatching(/^bank\.name: .*; bank\.est\.url: /) as string },
    })
    const options = { 'est-url': 'no address', 'trust-anchors': anchors }
    expect(readConfiguration({ options, environment: {} })).toMatchObject({
      failure: { cause: expect.stringContaining('bank.est.url: an https:// address is needed') as string },
    })
  })

  it('of a file may also be named in the environment', () => {
    const file = path.join(folder, 'koshin.json')
    writeFileSync(file, JSON.stringify({ bank }))
    expect(readConfiguration({ options: {}, environment: { KOSHIN_CONFIG: file } })).toMatchObject({ ok: true })
    const none = readConfiguration({ options: {}, environment: { KOSHIN_CONFIG: path.join(folder, 'none.json') } })
    expect(none).toMatchObject({ failure: { cause: expect.stringMatching(/^settings file: ENOENT/) as string } })
  })
})

describe('what is wrong with settings', () => {
  const mistakes = (...given: Parameters<typeof read>) => {
    const refused = read(...given)
    return refused.ok ? [] : refused.failure.mistakes
  }

  it('is told by place and kind, as a window can say it in any language', () => {
    const wrongBank = { name: 5, est: { url: 'http://a.example', label: '../x' }, trustAnchor: 'x', serverTrust: 'all' }
    expect(mistakes({ bank: wrongBank, policy: { noticeDays: 0, keyBits: 1024 } })).toEqual([
      { place: 'bank.name', kind: 'type' },
      { place: 'bank.est.url', kind: 'address' },
      { place: 'bank.est.label', kind: 'form' },
      { place: 'bank.trustAnchors', kind: 'missing' },
      { place: 'bank.serverTrust', kind: 'choice', detail: 'anchors, system' },
      { place: 'bank.trustAnchor', kind: 'unknown' },
      { place: 'policy.noticeDays', kind: 'range', detail: '≥ 1' },
      { place: 'policy.keyBits', kind: 'form' },
    ])
    expect(mistakes({ bank, policy: { graceDays: 400 } })).toEqual([
      { place: 'policy.graceDays', kind: 'range', detail: '≤ 364' },
    ])
    expect(mistakes({ bank, policy: { renewalProtocol: 'cmp' } })).toEqual([{ place: 'bank.cmp.url', kind: 'missing' }])
  })

  it('names the file, and the line of a file that is no JSON', () => {
    const refused = read('{\n  "bank": {,}\n}')
    expect(refused).toMatchObject({ failure: { file: path.join(folder, 'koshin.json') } })
    expect(mistakes('{\n  "bank": {,}\n}')).toEqual([{ place: '', kind: 'not-json', detail: '2' }])
    const none = path.join(folder, 'none.json')
    expect(readConfiguration({ file: none, options: {}, environment: {} })).toMatchObject({
      failure: { file: none, mistakes: [{ place: '', kind: 'no-file', detail: none }] },
    })
  })

  it('names the trust anchors’ file', () => {
    const place = 'bank.trustAnchors'
    const missing = path.join(folder, 'missing.pem')
    expect(mistakes({ bank: { ...bank, trustAnchors: 'missing.pem' } })).toEqual([
      { place, kind: 'no-file', detail: missing },
    ])
    expect(mistakes({ bank: { ...bank, trustAnchors: 'koshin.json' } })).toEqual([
      { place, kind: 'no-certificates', detail: path.join(folder, 'koshin.json') },
    ])
    expect(mistakes({ bank: { ...bank, trustAnchors: '.' } })).toEqual([{ place, kind: 'unreadable', detail: folder }])
  })

  it('names the option or the variable that it comes from', () => {
    const address = { place: 'bank.est.url', kind: 'address' }
    expect(mistakes({ bank }, { 'est-url': 'x' })).toEqual([{ ...address, from: '--est-url' }])
    expect(mistakes({ bank }, {}, { KOSHIN_EST_URL: 'x' })).toEqual([{ ...address, from: 'KOSHIN_EST_URL' }])
  })

  it('is nothing where nothing is set at all', () => {
    const nothing = readConfiguration({ options: {}, environment: {} })
    expect(nothing).toMatchObject({ failure: { code: 'config.invalid', mistakes: [] } })
    expect(!nothing.ok && nothing.failure.file).toBeUndefined()
  })
})

describe('the bank’s help desk', () => {
  it('is any of phone, hours, address and page', () => {
    const helpDesk = { phone: '0120-000-000', hours: '平日 9:00〜17:00' }
    expect(read({ bank: { ...bank, helpDesk } })).toMatchObject({ value: { helpDesk } })
    expect(read({ bank })).toMatchObject({ value: { helpDesk: undefined } })
  })

  it('has a page that a browser opens safely', () => {
    const refused = read({ bank: { ...bank, helpDesk: { page: 'file:///etc/passwd' } } })
    expect(refused).toMatchObject({ failure: { mistakes: [{ place: 'bank.helpDesk.page', kind: 'address' }] } })
  })
})

describe('the bank’s colours', () => {
  it('are kept for the windows, or are told where nobody could read them', () => {
    const colours = { accent: '#006b3f', accentDark: '#ffffff' }
    const others = [
      { ...bank, id: 'other', colours: { accent: '#a00010' } },
      { ...bank, id: 'plain' },
    ]
    const configuration = read({ bank: { ...bank, colours }, otherBanks: others })
    expect(configuration).toMatchObject({ value: { colours } })
    expect(configuration.ok && configuration.value.otherBanks.map((one) => one.colours?.accent)).toEqual([
      '#a00010',
      undefined,
    ])
    expect(read({ bank: { ...bank, colours: { accent: '#00ff00' } } })).toMatchObject({
      failure: { mistakes: [{ place: 'bank.colours.accent', kind: 'contrast', detail: '≥ 4.5:1' }] },
    })
  })
})

describe('settings in their usual place', () => {
  it('count where no file is named, byte order mark or not', () => {
    const usual = path.join(folder, 'usual.json')
    writeFileSync(usual, `\uFEFF${JSON.stringify({ bank })}`)
    expect(readConfiguration({ usual, options: {}, environment: {} })).toMatchObject({
      value: { bankName: '更新銀行' },
    })
    const file = path.join(folder, 'none.json')
    expect(readConfiguration({ file, usual, options: {}, environment: {} })).toMatchObject({ failure: { file } })
    const environment = { KOSHIN_CONFIG: file }
    expect(readConfiguration({ usual, options: {}, environment })).toMatchObject({ failure: { file } })
  })
})

describe('renewals by CMP', () => {
  const policy = { renewalProtocol: 'cmp' }
  const withCmp = { ...bank, cmp: { url: 'https://cmp.example' } }

  it('need its address, at each bank', () => {
    expect(read({ bank: withCmp, policy })).toMatchObject({ value: { renewalProtocol: 'cmp' } })
    expect(read({ bank: withCmp })).toMatchObject({ value: { renewalProtocol: 'est' } })
    const cause = 'policy.renewalProtocol: cmp needs '
    expect(read({ bank, policy })).toMatchObject({
      failure: { code: 'config.invalid', cause: `${cause}bank.cmp.url` },
    })
    expect(read({ bank: withCmp, policy, otherBanks: [{ ...bank, id: 'kita' }] })).toMatchObject({
      failure: { code: 'config.invalid', cause: `${cause}otherBanks.0.cmp.url` },
    })
  })
})

describe('settings that are no group', () => {
  it.each([[null], ['text'], [5], [[1]]])('(%j) are refused as a bank, and count for nothing as a whole', (value) => {
    expect(read({ bank: value })).toMatchObject({ failure: { code: 'config.invalid' } })
    expect(read(JSON.stringify(value), { 'est-url': 'https://x.example', 'trust-anchors': anchors })).toMatchObject({
      value: { bankName: 'x.example' },
    })
  })
})

describe('several banks', () => {
  const other = { ...bank, id: 'kita', name: '北の銀行' }

  it('share the common policy, except for what is their own', () => {
    const policy = { noticeDays: 60, graceDays: 10 }
    const settings = read({ bank, policy, otherBanks: [{ ...other, policy: { graceDays: 20 } }] })
    expect(settings).toMatchObject({
      value: {
        id: undefined,
        policy: { noticeDays: 60, graceDays: 10 },
        otherBanks: [{ id: 'kita', bankName: '北の銀行', policy: { noticeDays: 60, graceDays: 20 } }],
      },
    })
  })

  const wrong: readonly [string, readonly unknown[], string][] = [
    ['two with the same id', [other, other], 'otherBanks: each bank needs an id of its own'],
    ['an id that leads out of its folder', [{ ...other, id: '../kita' }], 'otherBanks.0.id'],
    ['none', [{ ...bank, name: '北の銀行' }], 'otherBanks.0.id'],
    ['anchors that are not there', [{ ...other, trustAnchors: 'absent.pem' }], 'otherBanks.0.trustAnchors'],
    ['start at login, which is the whole app’s', [{ ...other, policy: { startAtLogin: true } }], 'otherBanks.0.policy'],
  ]
  it.each(wrong)('are refused with %s', (_what, otherBanks, cause) => {
    expect(read({ bank, otherBanks })).toMatchObject({
      ok: false,
      failure: { code: 'config.invalid', cause: expect.stringContaining(cause) as unknown },
    })
  })
})
