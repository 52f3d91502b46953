import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failure, success } from '../../../../main/renewal/errors.ts'
import { readConfiguration } from '../../../../main/storage/settings/configuration.ts'
import { machinePolicy, readManagedPolicy } from '../../../../main/storage/managed-policy/managed-policy.ts'
import { registryPolicy } from '../../../../main/storage/managed-policy/registry-policy.ts'
import type { PolicySource } from '../../../../main/storage/managed-policy/source.ts'
import { makeRoot } from './authority.ts'

let folder: string
let pem: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-managed-'))
  pem = makeRoot(folder)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const source = (document: unknown): PolicySource => ({
  name: 'policy',
  read: async () => success(document),
  readPem: (file) =>
    file === '/roots.pem' ? success(pem) : failure('policy.invalid', { cause: `${file} is missing` }),
})
const read = (document: unknown) => readManagedPolicy(source(document))
const bank = (more: object = {}) => ({
  name: '更新銀行',
  est: { url: 'https://est.bank.example' },
  trustAnchors: '/roots.pem',
  ...more,
})

describe('a managed policy', () => {
  it('is nothing where the machine has none', async () => {
    expect(await read(undefined)).toMatchObject({ source: undefined, settings: {}, failure: undefined })
    expect(await readManagedPolicy(undefined)).toMatchObject({ source: undefined, settings: {}, failure: undefined })
  })

  it('locks what it sets, and all that this stands in', async () => {
    const { settings, locked } = await read({ noticeDays: 45, reminderDays: [45, 3], updates: { channel: 'beta' } })
    expect(settings).toEqual({ noticeDays: 45, reminderDays: [45, 3], updates: { channel: 'beta' } })
    expect([...locked]).toEqual(['noticeDays', 'reminderDays', 'updates', 'updates.channel'])
  })

  it('takes PEM as text or from a file named from the root on', async () => {
    const named = await read({ bank: bank(), networkRoots: pem })
    expect(named.failure).toBeUndefined()
    expect(named.settings).toMatchObject({ bank: { trustAnchors: pem }, networkRoots: pem })
  })

  const wrong: readonly [string, object, string][] = [
    ['a number out of range', { noticeDays: 0 }, 'noticeDays'],
    ['a setting that does not exist', { noticedays: 30 }, 'noticedays'],
    ['a number as text', { graceDays: '30' }, 'graceDays'],
    ['an address without TLS', { updates: { server: 'http://updates.example' } }, 'updates.server'],
    ['a relative PEM file', { networkRoots: 'roots.pem' }, 'networkRoots'],
    ['a PEM file that is missing', { networkRoots: '/none.pem' }, 'networkRoots: /none.pem is missing'],
    ['PEM without a certificate', { networkRoots: '-----BEGIN CERTIFICATE-----' }, 'networkRoots'],
    ['a proxy of no address', { proxy: { mode: 'fixed' } }, 'server belongs to the mode fixed'],
    [
      'an address for no PAC',
      { proxy: { mode: 'direct', pacUrl: 'https://proxy.example/pac' } },
      'pacUrl belongs to the mode pac',
    ],
    [
      'a bank without a server',
      { otherBanks: [{ ...bank(), est: undefined, id: 'kita' }] },
      'bank.est.url: est.url or cmp.url is needed',
    ],
    ['CMP at a bank without it', { bank: bank(), renewalProtocol: 'cmp' }, 'renewalProtocol: cmp needs bank.cmp.url'],
    [
      'a renewal that nobody confirms',
      { consent: 'user', renewal: 'automatic' },
      'renewal: automatic needs consent: managed',
    ],
    [
      'a key whose every use its user confirms, in a renewal without a user',
      { renewal: 'automatic', confirmKeyUse: true },
      'renewal: automatic needs confirmKeyUse not to be true',
    ],
    ['a spread of more than a fortnight', { spreadHours: 337 }, 'spreadHours'],
    ['a colour that nobody can read', { brand: { accent: '#ffcc00' } }, 'brand.accent: its contrast'],
    ['a colour that is none', { brand: { accent: 'red; } body { display: none' } }, 'brand.accent: #rrggbb is needed'],
  ]
  it.each(wrong)('is ignored as a whole for %s, and says so', async (_, part, cause) => {
    const policy = await read({ consent: 'managed', ...part })
    expect(policy.failure).toMatchObject({ code: 'policy.invalid' })
    expect(policy.failure?.cause).toContain(cause)
    expect(policy).toMatchObject({ source: 'policy', settings: { updates: { enabled: false } } })
    expect(policy.settings).not.toHaveProperty('consent')
  })

  it('tells each setting that is wrong by its place, as a window can say it in any language', async () => {
    const policy = await read({ noticeDays: 'thirty', proxy: { mode: 'none' }, colour: 'red' })
    expect(policy.mistakes).toEqual([
      { place: 'noticeDays', kind: 'type' },
      { place: 'proxy.mode', kind: 'choice', detail: 'system, direct, fixed, pac' },
      { place: 'colour', kind: 'unknown' },
    ])
    expect((await read({})).mistakes).toBeUndefined()
    // Without a word on consent, the user is asked.
    expect((await read({ renewal: 'automatic' })).failure).toMatchObject({ code: 'policy.invalid' })
  })

  it('may name its organisation’s colours where everybody can read what is written in them', async () => {
    const cause = async (brand: object) => (await read({ brand })).failure?.cause
    expect(await cause({ accent: '#0a5a9c', accentDark: '#ffffff' })).toBeUndefined()
    const unreadable = 'its contrast with what it stands on is below 4.5:1'
    expect(await cause({ accent: '#757575' })).toBe(`brand.accent: ${unreadable}`)
    expect(await cause({ accent: '#0a5a9c', accentDark: '#0a5a9c' })).toBe(`brand.accentDark: ${unreadable}`)
    const { mistakes } = await read({ bank: { ...bank(), colours: { accent: '#757575' } } })
    expect(mistakes).toEqual([{ place: 'bank.colours.accent', kind: 'contrast', detail: '≥ 4.5:1' }])
  })

  it('may set whatever a policy has, each value as it is meant', async () => {
    for (const part of [
      { consent: 'user' },
      { consent: 'managed' },
      { consent: 'managed', renewal: 'automatic', spreadHours: 0 },
      { renewal: 'user', spreadHours: 336 },
      { language: 'ja' },
      { language: 'en' },
      { proxy: { mode: 'system' } },
      { updates: { channel: 'stable' } },
      { updates: { channel: 'beta' } },
      { renewalProtocol: 'cmp' },
      { renewalProtocol: 'cmp', bank: bank({ cmp: { url: 'https://cmp.example' } }) },
      { renewalProtocol: 'est', bank: bank() },
    ]) {
      expect((await read(part)).failure).toBeUndefined()
    }
  })

  it('reads the PEM of each bank, and names the one that is wrong', async () => {
    const other = { ...bank(), id: 'kita' }
    const good = await read({ otherBanks: [other], noticeDays: 3 })
    expect(good.settings).toMatchObject({ otherBanks: [{ id: 'kita', trustAnchors: pem }], noticeDays: 3 })
    const wrong = await read({ otherBanks: [other, { ...other, id: 'minami', trustAnchors: '/none.pem' }] })
    expect(wrong.failure?.cause).toBe('otherBanks.1.trustAnchors: /none.pem is missing')
    const both = await read({ noticeDays: 0, graceDays: -1 })
    expect(both.failure?.cause).toMatch(/^noticeDays: .*; graceDays: /)
    expect((await read([])).failure?.cause).toMatch(/^(?!: )./)
    expect((await read({ bank: bank({ trustAnchors: '/none.pem' }) })).failure?.cause).toBe(
      'bank.trustAnchors: /none.pem is missing',
    )
  })

  it('that its source cannot read is wrong, too, and says whose', async () => {
    const unread = failure('policy.invalid', { cause: 'is a link' })
    const policy = await readManagedPolicy({ ...source(undefined), read: async () => unread })
    expect(policy).toEqual({
      source: 'policy',
      settings: { updates: { enabled: false }, bankFiles: 'forbid' },
      locked: new Set(['updates', 'updates.enabled', 'bankFiles']),
      failure: unread.failure,
    })
  })

  it('is looked for in the place of the operating system, and nowhere on others', async () => {
    const { platform } = process
    const nameOn = async (other: string) => {
      Object.defineProperty(process, 'platform', { value: other })
      try {
        return (await machinePolicy())?.name
      } finally {
        Object.defineProperty(process, 'platform', { value: platform })
      }
    }
    expect(await nameOn('linux')).toBe('/etc/koshin/policy.json')
    expect(await nameOn('darwin')).toBe('/Library/Managed Preferences/jp.koshin.app.plist')
    // Loaded above, on the system that this really is.
    expect(await nameOn('win32')).toBe(registryPolicy().name)
    expect(await nameOn('freebsd')).toBeUndefined()
  })

  it('leaves updates and bank files off while nobody can tell what was decided about them', async () => {
    const { settings, locked } = await read([])
    expect(settings).toEqual({ updates: { enabled: false }, bankFiles: 'forbid' })
    expect(locked.has('updates') && locked.has('bankFiles')).toBe(true)
  })
})

describe('the settings under a managed policy', () => {
  const users = () => ({
    'est-url': 'https://users.example',
    'trust-anchors': path.join(folder, 'root.pem'),
    'enrol-user': 'K1',
  })
  const configure = async (document: unknown, options: Record<string, string> = users()) => {
    const { settings } = await read(document)
    return readConfiguration({ options, environment: { KOSHIN_BANK_NAME: 'Mine' }, managed: settings })
  }

  it('need no file where it names the bank', async () => {
    const configured = await configure(
      { bank: bank({ cmp: { url: 'https://cmp.bank.example' } }), renewalProtocol: 'cmp' },
      {},
    )
    expect(configured).toMatchObject({
      value: { bankName: '更新銀行', cmpUrl: 'https://cmp.bank.example', renewalProtocol: 'cmp' },
    })
    expect(configured.ok && configured.value.trustAnchors).toHaveLength(1)
  })

  it('are those of its bank altogether; only the user keeps the own customer ID', async () => {
    const options = { ...users(), 'cmp-url': 'https://cmp.users.example', 'server-trust': 'system' }
    expect(await configure({ bank: bank() }, options)).toMatchObject({
      value: {
        bankName: '更新銀行',
        estUrl: 'https://est.bank.example',
        cmpUrl: undefined,
        serverTrust: 'anchors',
        enrolUser: 'K1',
      },
    })
    expect(await configure({ bank: bank({ enrolUser: 'K2' }) })).toMatchObject({ value: { enrolUser: 'K2' } })
  })

  it("win over the user's numbers, and leave the others to the user", async () => {
    const file = path.join(folder, 'koshin.json')
    const own = { est: { url: 'https://kita.example' }, trustAnchors: 'root.pem', name: '北', id: 'kita' }
    const settings = {
      bank: { ...own, id: undefined },
      policy: { noticeDays: 10, undoDays: 5 },
      otherBanks: [{ ...own, policy: { noticeDays: 9 } }],
    }
    writeFileSync(file, JSON.stringify(settings))
    const { settings: managed } = await read({
      noticeDays: 45,
      keyProvider: 'tpm',
      startAtLogin: true,
      reminderDays: [40, 1],
    })
    const policy = { noticeDays: 45, keyProvider: 'tpm', undoDays: 5, reminderDays: [40, 1] }
    expect(readConfiguration({ file, options: {}, environment: {}, managed })).toMatchObject({
      value: { startAtLogin: true, policy, otherBanks: [{ id: 'kita', policy }] },
    })
  })

  it("have its other banks in the place of the user's, each with what is its own", async () => {
    const others = [{ ...bank(), id: 'kita', policy: { noticeDays: 20 } }]
    expect(await configure({ bank: bank(), noticeDays: 45, otherBanks: others })).toMatchObject({
      value: { policy: { noticeDays: 45 }, otherBanks: [{ id: 'kita', policy: { noticeDays: 20 } }] },
    })
  })
})
