import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBankFile, readBankFile } from '../../../../main/storage/bank-file/read.ts'
import { longestBankFile } from '../../../../main/storage/bank-file/schema.ts'
import { settingsSchema } from '../../../../main/storage/settings/settings-schema.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { extension, issue, makeKeys } from '../../x509/authority.ts'

const keys = makeKeys('ec')
const authority = derToPem(issue({ subject: '更新銀行 CA', keys, extensions: [extension.basicConstraints(true)] }))
const leaf = derToPem(issue({ subject: 'localhost', keys, extensions: [extension.basicConstraints(false)] }))
const privateKey = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))

const bank = { name: '更新銀行', est: { url: 'https://est.bank.example' }, trustAnchors: authority }
const whole = {
  version: 1,
  bank: {
    ...bank,
    est: { url: 'https://est.bank.example/.well-known/est', label: 'corporate' },
    cmp: { url: 'https://cmp.bank.example:8443' },
    serverTrust: 'system',
    portal: { url: 'https://www.bank.example/api' },
    bankingUrl: 'https://www.bank.example/',
    helpDesk: { phone: '0120-000-000', hours: '平日 9:00〜17:00', page: 'https://銀行.example/help' },
    colours: { accent: '#0a5a9c', accentDark: '#9cbcea' },
  },
  policy: { noticeDays: 60, reminderDays: [60, 30, 0], renewalProtocol: 'cmp', afterRenewal: ['帳票は翌営業日から。'] },
}
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const read = (content: unknown) =>
  readBankFile(bytesOf(typeof content === 'string' ? content : JSON.stringify(content)))
/** With another bank inside. */
const other = (changed: object) => ({ version: 1, bank: { ...bank, ...changed } })

describe('a bank file', () => {
  it('holds what is needed to find a bank and to know it again', () => {
    const file = read(whole)
    expect(file).toMatchObject({ ok: true, value: { content: { ...whole, bank: { ...whole.bank } } } })
    expect(file.ok && file.value.hosts).toEqual([
      'est.bank.example',
      'cmp.bank.example:8443',
      'www.bank.example',
      'xn--jn2ax2s.example',
    ])
  })

  it('may lead to CMP alone, but not to no server at all', () => {
    const { est: _, ...others } = bank
    const alone = read({ version: 1, bank: { ...others, cmp: { url: 'https://cmp.bank.example' } } })
    expect(alone).toMatchObject({ ok: true, value: { hosts: ['cmp.bank.example'] } })
    expect(read({ version: 1, bank: others })).toMatchObject({
      failure: { code: 'bank-file.invalid', mistakes: [{ place: 'bank.est.url', kind: 'missing' }] },
    })
  })

  it('may lead to the bank’s own page alone, with its rule, and then to nothing that is renewed here', () => {
    const { est: _, ...others } = bank
    const renewal = { page: 'https://renewal.bank.example/', from: 60, until: 10, hour: 15 }
    const alone = { ...others, renewal }
    expect(read({ version: 1, bank: alone })).toMatchObject({ ok: true, value: { hosts: ['renewal.bank.example'] } })
    const servers = [{ est: bank.est }, { cmp: { url: 'https://cmp.bank.example' } }, { portal: bank.est }]
    for (const beside of servers) {
      expect(read({ version: 1, bank: { ...alone, ...beside } })).toMatchObject({
        failure: { code: 'bank-file.invalid', mistakes: [{ place: 'bank.renewal', kind: 'form' }] },
      })
    }
    expect(read({ version: 1, bank: alone, policy: { noticeDays: 60 } })).toMatchObject({
      failure: { mistakes: [{ place: 'policy', kind: 'form' }] },
    })
    expect(read({ version: 1, bank: { ...alone, renewal: { page: 'http://renewal.bank.example/' } } })).toMatchObject({
      failure: { mistakes: [{ place: 'bank.renewal.page' }] },
    })
  })

  it('may say who signs for the bank without being an authority, by certificate or thumbprint', () => {
    for (const signer of [leaf, 'AB:'.repeat(31) + 'CD']) {
      expect(read(other({ cmp: { url: 'https://cmp.bank.example', signer } }))).toMatchObject({ ok: true })
    }
  })

  it('may say how its CMP server wants to be asked', () => {
    const cmp = { url: 'https://cmp.bank.example', enrolment: 'ir', mac: 'pbmac1', implicitConfirm: true }
    expect(read(other({ cmp }))).toMatchObject({ ok: true })
    expect(read(other({ cmp: { ...cmp, mac: 'none' } }))).toMatchObject({ ok: false })
  })

  it('needs a name, an EST address and trust anchors, and becomes settings as it is', () => {
    const file = read({ version: 1, bank })
    expect(file.ok).toBe(true)
    if (!file.ok) return
    const { bank: content, policy } = file.value.content
    expect(settingsSchema.safeParse({ bank: content, policy }).success).toBe(true)
  })

  it('is read as PowerShell writes it, with a mark in front or in UTF-16', () => {
    const text = JSON.stringify({ version: 1, bank })
    const utf16 = new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
    for (const bytes of [bytesOf(`\uFEFF${text}`), utf16]) {
      expect(readBankFile(bytes)).toMatchObject({ ok: true, value: { bytes, content: { bank: { name: '更新銀行' } } } })
    }
  })
})

it('a bank file says nothing of its own in the list of what is wrong with it, and the list has an end', () => {
  const names = Array.from({ length: 3000 }, (_, at) => [`電話 ${at}`, 1])
  const read = readBankFile(bytesOf(JSON.stringify({ version: 1, bank, ...Object.fromEntries(names) })))
  if (read.ok) throw new Error('it was taken')
  expect(read.failure.mistakes).toHaveLength(20)
  expect(JSON.stringify(read.failure)).not.toContain('電話')
})

describe('a bank file that somebody else has written', () => {
  const mistake = (place: string, kind: string, detail?: string) => ({ place, kind, ...(detail && { detail }) })
  const hostile: readonly (readonly [string, unknown, ReturnType<typeof mistake>])[] = [
    ['is no JSON', '{\n  "bank": {,}\n}', mistake('', 'not-json', '2')],
    ['is empty', '', mistake('', 'not-json')],
    ['is a list', [], mistake('', 'type')],
    ['is as deep as it is long', '['.repeat(30_000), mistake('', 'not-json')],
    ['holds bytes of no character', Buffer.from([0x7b, 0xff, 0xff, 0x7d]), mistake('', 'not-json')],
    ['gives a name twice', `{"version":1,"bank":{},"bank":{}}`, mistake('bank', 'twice')],
    [
      'gives a name twice, once escaped',
      `{"version":1,"bank":{"name":"a","n\\u0061me":"b"}}`,
      mistake('name', 'twice'),
    ],
    ['has no version', { bank }, mistake('version', 'missing')],
    ['has the version as text', { version: '1', bank }, mistake('version', 'choice', '1')],
    [
      'has a sentence for a name',
      { version: 1, bank, '今すぐ 03-0000-0000 へお電話ください': 1 },
      mistake('?', 'unknown'),
    ],
    ['has a sentence for a name, twice', '{"Call 03-0000-0000":1,"Call 03-0000-0000":1}', mistake('?', 'twice')],
    ['runs a program', { version: 1, bank, run: 'calc.exe' }, mistake('run', 'unknown')],
    ['reaches for a prototype', `{"version":1,"__proto__":{"bank":{}}}`, mistake('bank', 'missing')],
    ['brings keys of updates', { version: 1, bank, updates: { enabled: true } }, mistake('updates', 'unknown')],
    ['brings a proxy', { version: 1, bank, proxy: { mode: 'direct' } }, mistake('proxy', 'unknown')],
    ['brings roots of the network', { version: 1, bank, networkRoots: authority }, mistake('networkRoots', 'unknown')],
    ['answers confirmations', { version: 1, bank, consent: 'managed' }, mistake('consent', 'unknown')],
    ['lets programs drive windows', { version: 1, bank, automation: {} }, mistake('automation', 'unknown')],
    ['brings further banks', { version: 1, bank, otherBanks: [] }, mistake('otherBanks', 'unknown')],
    ['says whose it is', other({ enrolUser: 'K1000001' }), mistake('bank.enrolUser', 'unknown')],
    [
      'starts at login',
      { version: 1, bank, policy: { startAtLogin: true } },
      mistake('policy.startAtLogin', 'unknown'),
    ],
    ['deletes keys', { version: 1, bank, policy: { deleteRetired: true } }, mistake('policy.deleteRetired', 'unknown')],
    [
      'weakens keys',
      { version: 1, bank, policy: { keyProvider: 'software' } },
      mistake('policy.keyProvider', 'unknown'),
    ],
    [
      'wants CMP without its address',
      { version: 1, bank, policy: { renewalProtocol: 'cmp' } },
      mistake('policy.renewalProtocol', 'form'),
    ],
    ['has no name', other({ name: '' }), mistake('bank.name', 'missing')],
    ['has a name of many lines', other({ name: '更新銀行\n銀行' }), mistake('bank.name', 'form')],
    ['has a name that nobody sees', other({ name: '\u3164' }), mistake('bank.name', 'form')],
    ['has a name of marks that nobody sees', other({ name: '\ufe0f \u{e0100}' }), mistake('bank.name', 'form')],
    ['has a name of blanks', other({ name: '\u3000 ' }), mistake('bank.name', 'form')],
    ['lays its name over other lines', other({ name: `更${'\u0335'.repeat(20)}` }), mistake('bank.name', 'form')],
    ['turns the direction of its name', other({ name: '更新銀行\u202egro' }), mistake('bank.name', 'form')],
    ['has a name as long as a book', other({ name: '銀'.repeat(81) }), mistake('bank.name', 'range', '≤ 80')],
    ['leads nowhere', other({ est: { url: '' } }), mistake('bank.est.url', 'missing')],
    ['leads nowhere with a scheme', other({ portal: { url: 'https://' } }), mistake('bank.portal.url', 'address')],
    [
      'leads to what is too long to be read',
      other({ est: { url: '銀'.repeat(501) } }),
      mistake('bank.est.url', 'range', '≤ 500'),
    ],
    ['leads to plain HTTP', other({ est: { url: 'http://est.bank.example' } }), mistake('bank.est.url', 'address')],
    ['leads to a file', other({ est: { url: 'file:///etc/passwd' } }), mistake('bank.est.url', 'address')],
    ['leads to a script', other({ bankingUrl: 'javascript:alert(1)' }), mistake('bank.bankingUrl', 'address')],
    [
      'hides its host behind a user',
      other({ est: { url: 'https://bank.example@evil.example' } }),
      mistake('bank.est.url', 'form'),
    ],
    [
      'has a page of the help desk that is none',
      other({ helpDesk: { page: 'koshin:open' } }),
      mistake('bank.helpDesk.page', 'address'),
    ],
    [
      'has a colour that nobody can read',
      other({ colours: { accent: '#ffcc00' } }),
      mistake('bank.colours.accent', 'contrast', '≥ 4.5:1'),
    ],
    [
      'writes a style of its own',
      other({ colours: { accent: '#000000; } .actions { display: none' } }),
      mistake('bank.colours.accent', 'form'),
    ],
    [
      'names a file of trust anchors',
      other({ trustAnchors: '/etc/ssl/cert.pem' }),
      mistake('bank.trustAnchors', 'no-certificates'),
    ],
    [
      'has trust anchors that are cut off',
      other({ trustAnchors: authority.slice(0, -30) }),
      mistake('bank.trustAnchors', 'no-certificates'),
    ],
    [
      'has trust anchors that are none',
      other({ trustAnchors: derToPem(new Uint8Array([0x30, 0])) }),
      mistake('bank.trustAnchors', 'no-certificates'),
    ],
    [
      'has a key among its trust anchors',
      other({ trustAnchors: authority + privateKey }),
      mistake('bank.trustAnchors', 'form'),
    ],
    [
      "trusts what is no authority's",
      other({ trustAnchors: authority + leaf }),
      mistake('bank.trustAnchors', 'no-authority', '2'),
    ],
    [
      'names a file of signers',
      other({ cmp: { url: 'https://cmp.bank.example', signer: 'signers.pem' } }),
      mistake('bank.cmp.signer', 'form'),
    ],
    [
      'has a key among its signers',
      other({ cmp: { url: 'https://cmp.bank.example', signer: leaf + privateKey } }),
      mistake('bank.cmp.signer', 'form'),
    ],
    ['trusts a crowd', other({ trustAnchors: authority.repeat(21) }), mistake('bank.trustAnchors', 'range', '≤ 20')],
  ]
  it.each(hostile)('%s, and is told where', (_, content, expected) => {
    const file = content instanceof Uint8Array ? readBankFile(content) : read(content)
    expect(file).toMatchObject({ ok: false, failure: { code: 'bank-file.invalid' } })
    if (!file.ok) expect(file.failure.mistakes).toContainEqual(expected)
  })

  it('is not searched for mistakes where a newer version may know better', () => {
    expect(read({ version: 2, bank: { ...bank, logo: {} } })).toMatchObject({
      failure: { code: 'bank-file.newer-version', cause: 'version 2', mistakes: [] },
    })
  })

  it('is not read at all where it is too large', () => {
    expect(read(' '.repeat(longestBankFile + 1))).toMatchObject({ failure: { code: 'bank-file.too-large' } })
  })
})

describe('a bank file on this computer', () => {
  let folder: string
  beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-bank-file-'))))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const at = (name: string): string => path.join(folder, name)

  it('is read to the last byte', async () => {
    writeFileSync(at('whole.koshin-bank'), Buffer.alloc(longestBankFile, 'a'))
    const loaded = await loadBankFile(at('whole.koshin-bank'))
    expect(loaded.ok && Buffer.from(loaded.value).equals(Buffer.alloc(longestBankFile, 'a'))).toBe(true)
  })

  it('is not read where it is larger than any can be', async () => {
    writeFileSync(at('large.koshin-bank'), Buffer.alloc(longestBankFile + 1))
    expect(await loadBankFile(at('large.koshin-bank'))).toMatchObject({ failure: { code: 'bank-file.too-large' } })
  })

  it('is told as unreadable where it is gone, or a folder', async () => {
    expect(await loadBankFile(at('gone'))).toMatchObject({
      failure: { code: 'bank-file.unreadable', cause: 'ENOENT: open' },
    })
    expect(await loadBankFile(folder)).toMatchObject({ failure: { code: 'bank-file.unreadable' } })
  })

  it.skipIf(process.platform === 'win32')(
    'keeps nobody waiting where it is a pipe that nothing comes out of',
    async () => {
      execFileSync('mkfifo', [at('pipe.koshin-bank')])
      expect(await loadBankFile(at('pipe.koshin-bank'))).toMatchObject({
        failure: { code: 'bank-file.unreadable', cause: 'no file' },
      })
    },
  )
})
