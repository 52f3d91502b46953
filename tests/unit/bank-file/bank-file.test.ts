/** `npm run bank-file`: a bank's folder becomes the file that its customers open. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bankFileCode, groupedCode } from '../../../main/storage/bank-file/code.ts'
import * as reading from '../../../main/storage/bank-file/read.ts'
import * as jsonText from '../../../main/storage/settings/json-text.ts'
import * as mistakes from '../../../main/storage/settings/mistakes.ts'
import * as constraints from '../../../main/x509/chain/constraints.ts'
import { checkServer } from '../../../main/x509/chain/server-identity.ts'
import * as parsing from '../../../main/x509/parse.ts'
import * as pem from '../../../main/x509/pem.ts'
import * as certificates from '../../../main/x509/read.ts'
import { en } from '../../../renderer/locales/en.ts'
import { ja } from '../../../renderer/locales/ja.ts'
import { quietPort } from '../../protocol/peers/quiet-port.ts'
import { certificateSigning, day, extension, issue, makeKeys, type Wanted } from '../x509/authority.ts'

const root = path.resolve(import.meta.dirname, '../../..')

interface Problem {
  readonly code: string
  readonly file: string
  readonly line?: number
  readonly place?: string
  readonly detail?: string
}
interface Reached {
  readonly place: string
  readonly host: string
  readonly reason?: string
}
type Where = (place: string) => object
interface Making {
  readFolder(folder: string, from: object): Promise<{ readonly content: object; readonly where: Where }>
  bytesOf(content: object): Uint8Array
  judged(bytes: Uint8Array, from: object, where: Where): object
  readonly Refused: new () => Error & { readonly problems: readonly Problem[] }
  reach(bank: object, anchors: readonly Uint8Array[], check: typeof checkServer): Promise<readonly Reached[]>
  told(problem: Problem, language: 'ja' | 'en', texts: object): string
  lineOf(text: string, place: string): number
}
/** JavaScript, as all of build/. */
const parts = ['folder', 'judge', 'problem', 'reach', 'words', 'lines'].map((name) =>
  path.join(root, `build/bank-file/${name}.mjs`),
)
const loaded = await Promise.all(parts.map((part) => import(part) as Promise<object>))
const { readFolder, bytesOf, judged, Refused, reach, told, lineOf } = Object.assign({}, ...loaded) as Making
const above = mkdtempSync(path.join(tmpdir(), 'koshin-bank-file-'))
afterAll(() => rmSync(above, { recursive: true }))

const app = { ...reading, ...jsonText, ...mistakes, ...constraints, ...parsing, ...pem, ...certificates }

const keys = makeKeys()
const times = { notBefore: Date.now() - day, notAfter: Date.now() + 3650 * day }
const ca = (change: Partial<Wanted> = {}): Uint8Array =>
  issue({
    ...{ subject: '更新銀行 法人認証局', keys, ...times },
    extensions: [extension.basicConstraints(true), certificateSigning],
    ...change,
  })
const anchor = ca()

const helpDesk = { phone: '0120-000-000', hours: '平日 9:00〜17:00', en: { hours: '9:00 to 17:00 on weekdays' } }
const settings = (url = 'https://est.bank.example', more: object = {}) => ({
  bank: { name: '更新銀行', est: { url }, ...more },
  policy: { noticeDays: 60 },
})
const json = (value: unknown): string => JSON.stringify(value, undefined, 2)

type Files = Readonly<Record<string, string | Uint8Array>>
const whole: Files = {
  'settings.json': json(settings()),
  'help-desk.json': json(helpDesk),
  'colours.json': json({ accent: '#0a5a9c' }),
  'anchors/root.cer': anchor,
}

let count = 0
function folderOf(files: Files): string {
  const folder = path.join(above, String(count++), 'bank')
  mkdirSync(path.join(folder, 'anchors'), { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
  return folder
}

const run = (folder: string, ...options: string[]) =>
  new Promise<{ code: number; said: string; complained: string }>((resolve) => {
    const args = ['build/commands/bank-file.mjs', ...options, folder]
    execFile(process.execPath, args, { cwd: root, encoding: 'utf8' }, (error, said, complained) =>
      resolve({ code: error === null ? 0 : Number(error.code), said, complained }),
    )
  })

async function problemsOf(files: Files): Promise<readonly Problem[]> {
  try {
    const { content, where } = await readFolder(folderOf(files), app)
    judged(bytesOf(content), app, where)
    return []
  } catch (error) {
    if (error instanceof Refused) return error.problems
    throw error
  }
}

/** A TLS server of the bank's, and a port on which nobody answers. */
const servers = { bank: 0, nobody: 0 }
beforeAll(async () => {
  const serverKeys = makeKeys()
  const certificate = issue({
    ...{ subject: 'server', issuer: '更新銀行 法人認証局', keys: serverKeys, signer: keys, ...times },
    extensions: [extension.dnsNames('localhost'), extension.extendedKeyUsage('serverAuth')],
  })
  const server = createServer(
    { key: String(serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' })), cert: pem.derToPem(certificate) },
    (socket) => socket.on('error', () => undefined),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  servers.bank = (server.address() as AddressInfo).port
  servers.nobody = await quietPort()
  return () => void server.close()
})

describe('a bank file that was made out of a folder', () => {
  it('is what the app takes, with the code that the app asks for, and is never silently another one', async () => {
    const url = `https://localhost:${servers.bank}`
    const folder = folderOf({ ...whole, 'settings.json': json(settings(url)) })
    const file = `${folder}.koshin-bank`
    const made = await run(folder, '--reach', '--domain', 'BANK.example', '--language', 'en')
    expect([made.code, made.complained]).toEqual([0, ''])

    const bytes = await reading.loadBankFile(file)
    const read = bytes.ok ? reading.readBankFile(bytes.value) : bytes
    expect(read).toMatchObject({
      ok: true,
      value: {
        content: {
          bank: { ...settings(url).bank, helpDesk, trustAnchors: pem.derToPem(anchor), colours: { accent: '#0a5a9c' } },
          policy: { noticeDays: 60 },
        },
      },
    })
    const code = groupedCode(await bankFileCode(readFileSync(file)))
    expect(made.said).toContain(`code: ${code}\n`)
    expect(made.said).toContain(`reached: localhost:${servers.bank}`)
    expect(made.said).toContain(`確認コード　${code}\n`)
    expect(made.said).toContain(`Confirmation code  ${code}\n`)
    expect(made.said).toMatch(/^# nginx\n[^]*server_name bank\.example;[^]*= \/\.well-known\/koshin-bank \{/m)
    expect(made.said).toMatch(/^# Apache\n[^]*ServerName bank\.example\n[^]*Alias "\/\.well-known\/koshin-bank"/m)

    const before = readFileSync(file)
    writeFileSync(path.join(folder, 'colours.json'), json({ accent: '#006b3f' }))
    const refused = await run(folder, '--language', 'en')
    expect([refused.code, refused.said]).toEqual([1, ''])
    expect(refused.complained).toContain(`with the code ${code}`)
    expect(refused.complained).toContain('[folder.other-file]')
    expect(readFileSync(file)).toEqual(before)
    expect(readdirSync(path.dirname(folder))).toEqual(['bank', 'bank.koshin-bank'])
  })

  it('is made of a renewal page, a rule and the help desk alone, too', async () => {
    const bank = { name: '更新銀行', renewal: { page: 'https://renewal.bank.example/', from: 60 } }
    const folder = folderOf({ ...whole, 'settings.json': json({ bank }) })
    const made = await run(folder, '--language', 'en')
    expect([made.code, made.complained]).toEqual([0, ''])
    expect(made.said).toContain('host: renewal.bank.example\n')
    const read = reading.readBankFile(readFileSync(`${folder}.koshin-bank`))
    expect(read).toMatchObject({ ok: true, value: { content: { bank: { ...bank, helpDesk } } } })
  })

  it('is called, and told of in the letter, as the bank’s own app is', async () => {
    const folder = folderOf(whole)
    const brand = path.join(path.dirname(folder), 'brand')
    mkdirSync(brand)
    const name = { ja: '更新銀行アプリ', en: 'Example Certificates' }
    const names = { name, program: 'example-cert', applicationId: 'example.bank.cert', scheme: 'example-cert' }
    writeFileSync(path.join(brand, 'brand.json'), json({ ...names, publisher: '更新銀行' }))
    const made = await run(folder, '--brand', brand, '--language', 'en')
    expect([made.code, made.complained]).toEqual([0, ''])
    expect(existsSync(`${folder}.example-cert`)).toBe(true)
    expect(made.said).toContain('更新銀行アプリで更新銀行を初めて')
    expect(made.said).toContain(
      'in Example Certificates for the first time, choose the bank file (its name ends in .example-cert)',
    )
    expect(
      made.said
        .split('# nginx')[0]!
        .replaceAll(folder, '')
        .match(/.*koshin.*/gi)
        ?.filter((line) => !line.startsWith('koshin: ')),
    ).toEqual([])
  })

  it('is not there where anything is wrong, and all of that is told, by file and line', async () => {
    const folder = folderOf({
      ...whole,
      'settings.json': json(settings('http://est.bank.example', { colour: '#fff' })),
      'colours.json': '{\n  "accent": "#ffff00"\n}',
    })
    const { code, said, complained } = await run(folder, '--language', 'ja')
    expect([code, said]).toEqual([1, ''])
    expect(complained).toContain(
      'settings.json:5: bank.est.url: https:// で始まるアドレスを書いてください。 [folder.setting]',
    )
    expect(complained).toContain('settings.json:7: bank.colour: この名前の設定はありません')
    expect(complained).toMatch(/colours\.json:2: accent: .*4\.5:1.* \[folder\.contrast\]/)
    expect(complained).toContain('銀行ファイルは作っていません')
    expect(existsSync(`${folder}.koshin-bank`)).toBe(false)
    expect(readdirSync(path.dirname(folder))).toEqual(['bank'])
  })
})

describe('a folder', () => {
  it('may hold its anchors as PEM and DER, several in a file', async () => {
    const other = ca({ subject: '次の認証局' })
    const two = pem.derToPem(anchor) + pem.derToPem(ca({ subject: '前の認証局' }))
    const { 'anchors/root.cer': _, ...others } = whole
    expect(await problemsOf({ ...others, 'anchors/a.pem': two, 'anchors/b.der': other })).toEqual([])
  })

  it('needs no colours', async () => {
    const { 'colours.json': _, ...others } = whole
    expect(await problemsOf(others)).toEqual([])
  })

  const pemOf = (change: Partial<Wanted>): string => pem.derToPem(ca(change))
  const privateKey = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const wrong: readonly (readonly [string, Files, Partial<Problem>])[] = [
    ['a file that nobody reads', { 'color.json': '{}' }, { code: 'folder.unknown-file', file: 'color.json' }],
    [
      'a name in Shift_JIS',
      { 'settings.json': new Uint8Array([...Buffer.from('{ "bank": { "name": "'), 0x8d, 0x58, 0x90, 0x56]) },
      { code: 'folder.not-text', file: 'settings.json' },
    ],
    [
      'a version that is not its own to say',
      { 'settings.json': json({ ...settings(), version: 2 }) },
      { code: 'folder.setting', line: 11 },
    ],
    [
      'no JSON',
      { 'help-desk.json': '{\n"phone": 1,,\n}' },
      { code: 'folder.not-json', file: 'help-desk.json', line: 2 },
    ],
    ['a list', { 'colours.json': '[]' }, { code: 'folder.not-json', file: 'colours.json' }],
    [
      'a name twice',
      { 'help-desk.json': '{ "phone": "1",\n "hours": "x",\n "phone": "2" }' },
      { code: 'folder.not-json', line: 3 },
    ],
    [
      'anchors in the settings',
      { 'settings.json': json(settings(undefined, { trustAnchors: 'ca.pem' })) },
      { code: 'folder.misplaced', line: 7, place: 'bank.trustAnchors', detail: 'anchors/' },
    ],
    ['no bank', { 'settings.json': '{}' }, { code: 'folder.setting', file: 'settings.json', line: 1 }],
    [
      'a setting that only a user has',
      { 'settings.json': json(settings(undefined, { enrolUser: 'x' })) },
      { code: 'folder.setting', place: 'bank.enrolUser', line: 7 },
    ],
    ['an empty anchor', { 'anchors/empty.pem': '' }, { code: 'folder.anchor', file: 'anchors/empty.pem' }],
    [
      'a private key beside an anchor',
      { 'anchors/ca.pem': `${pemOf({ subject: 'x' })}${privateKey}` },
      { code: 'folder.anchor', file: 'anchors/ca.pem', detail: 'a private key stands in it' },
    ],
    [
      'the certificate of a server',
      { 'anchors/a.pem': `\n${pemOf({ extensions: [extension.basicConstraints(false)] })}` },
      { code: 'folder.anchor', file: 'anchors/a.pem', line: 2, detail: 'is not a CA certificate' },
    ],
    [
      'an anchor that has expired',
      { 'anchors/a.pem': pemOf({ notAfter: Date.now() - day / 2 }) },
      { code: 'folder.anchor', line: 1, detail: expect.stringMatching(/^expired at /) as string },
    ],
    [
      'an anchor with a short key',
      { 'anchors/a.pem': pemOf({ keys: makeKeys('rsa-1024') }) },
      { code: 'folder.anchor', detail: 'has an RSA key of 1024 bits, less than 2048' },
    ],
    ['the same anchor twice', { 'anchors/z.cer': anchor }, { code: 'folder.anchor', file: 'anchors/z.cer' }],
    [
      'a help desk without English hours',
      { 'help-desk.json': json({ phone: '0120', hours: '平日' }) },
      { code: 'folder.help-desk', file: 'help-desk.json', place: 'en.hours' },
    ],
    [
      'English hours in Japanese',
      { 'help-desk.json': json({ ...helpDesk, en: { hours: '平日' } }) },
      { code: 'folder.help-desk-language', place: 'en.hours', line: 5 },
    ],
  ]

  it.each(wrong)('is refused for %s', async (_, files, expected) => {
    const problems = await problemsOf({ ...whole, ...files })
    expect(problems).toContainEqual(expect.objectContaining(expected))
    for (const problem of problems) {
      for (const sentence of [told(problem, 'ja', ja), told(problem, 'en', en)]) {
        expect(sentence).toMatch(/^\S+: .*[^\s] \[folder\.[a-z-]+\]$/)
        expect(sentence).not.toMatch(/undefined|\{\{/)
      }
    }
  })

  it.each(['settings.json', 'help-desk.json'])('is refused without %s', async (file) => {
    const { [file]: _, ...others } = whole
    expect(await problemsOf(others)).toEqual([expect.objectContaining({ code: 'folder.missing', file })])
  })

  it('is refused without an anchor', async () => {
    const { 'anchors/root.cer': _, ...others } = whole
    expect(await problemsOf(others)).toEqual([expect.objectContaining({ code: 'folder.no-anchors' })])
  })
})

describe('an address', () => {
  it('is reached where a server answers that the anchors vouch for, and otherwise told why not', async () => {
    const est = { url: `https://localhost:${servers.bank}/est` }
    const cmp = { url: `https://localhost:${servers.nobody}` }
    const bank = { serverTrust: 'anchors', est, cmp }
    const host = `localhost:${servers.bank}`
    expect(await reach(bank, [anchor], checkServer)).toEqual([
      { place: 'bank.est.url', host },
      { place: 'bank.cmp.url', host: `localhost:${servers.nobody}`, reason: 'ECONNREFUSED' },
    ])
    const [stranger] = await reach({ ...bank, cmp: undefined }, [ca({ subject: 'x', keys: makeKeys() })], checkServer)
    expect(stranger?.reason).toMatch(/^network\.tls-inspected: /)
    const [bySystem] = await reach({ serverTrust: 'system', est }, [anchor], checkServer)
    expect(bySystem?.reason).toMatch(/^[A-Z_]+$/)
  })
})

describe('the line of a setting', () => {
  const text = '{ "a": {\n "b": [1,\n { "c": "x: {" }],\n "d": null }\n}'
  it.each([
    ['a', 1],
    ['a.b', 2],
    ['a.b.0', 2],
    ['a.b.1', 3],
    ['a.b.1.c', 3],
    ['a.d', 4],
    ['a.missing', 1],
    ['', 1],
  ])('%j is found', (place, line) => {
    expect(lineOf(text, place)).toBe(line)
  })
})
