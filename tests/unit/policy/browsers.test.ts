/** What `npm run policy-templates` tells Chrome, Edge and Firefox, read back as each of them reads it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(path.join(tmpdir(), 'koshin-browsers-'))
afterAll(() => rmSync(folder, { recursive: true }))

function makeAnchor(name: string, subject: string): string {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null']
  const out = path.join(folder, name)
  execFileSync('openssl', ['req', '-x509', ...key, '-utf8', '-subj', subject, '-days', '9', '-out', out], {
    stdio: 'ignore',
  })
  return readFileSync(out, 'utf8')
}

function make(settings: string, ...more: string[]) {
  const made = path.join(folder, path.basename(settings, '.json'))
  const args = ['build/commands/generate/policy-templates.mjs', '--settings', settings, ...more, '--browsers', made]
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return { status, stderr, stdout, made }
}

function settingsFile(name: string, content: unknown): string {
  const file = path.join(folder, name)
  writeFileSync(file, JSON.stringify(content))
  return file
}

interface Policy {
  readonly AutoSelectCertificateForUrls: readonly string[]
  readonly PromptOnMultipleMatchingCertificates: boolean
}

/** As the registry's editor takes it. */
function fromRegistry(text: string, key: string): Policy {
  const [head, ...parts] = text.split(/\r\n\r\n(?=\[)/)
  expect(head).toBe('Windows Registry Editor Version 5.00')
  const valuesOf = (at: string) => {
    const lines = parts
      .find((one) => one.startsWith(`[HKEY_LOCAL_MACHINE\\${at}]\r\n`))!
      .trimEnd()
      .split('\r\n')
    return lines.slice(1).map((line) => /^"(\w+)"=(?:dword:(\d{8})|"((?:[^"\\]|\\["\\])*)")$/.exec(line)!.slice(1))
  }
  const list = valuesOf(`${key}\\AutoSelectCertificateForUrls`)
  expect(list.map(([name]) => name)).toEqual(list.map((_, index) => `${index + 1}`))
  expect(valuesOf(key)).toEqual([['PromptOnMultipleMatchingCertificates', '00000001', undefined]])
  return {
    AutoSelectCertificateForUrls: list.map(([, , value = '']) => value.replaceAll(/\\(["\\])/g, '$1')),
    PromptOnMultipleMatchingCertificates: true,
  }
}

function fromPlist(text: string): Policy {
  const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>' }
  const list = /<key>AutoSelectCertificateForUrls<\/key>\s*<array>([^]*?)<\/array>/.exec(text)![1]!
  return {
    AutoSelectCertificateForUrls: [...list.matchAll(/<string>(.*)<\/string>/g)].map(([, value = '']) =>
      value.replaceAll(/&(\w+);/g, (_, name: string) => entities[name]!),
    ),
    PromptOnMultipleMatchingCertificates: /<key>PromptOnMultipleMatchingCertificates<\/key>\s*<true\/>/.test(text),
  }
}

/** What each file says, by its name; nothing in it is beyond ASCII. */
function policiesIn(made: string): Readonly<Record<string, Policy>> {
  const read = (name: string): string => {
    const text = readFileSync(path.join(made, name), 'utf8')
    expect(text).toMatch(/^[ -~\r\n]*$/)
    return text
  }
  return {
    'chrome.json': JSON.parse(read('chrome.json')) as Policy,
    'chrome.reg': fromRegistry(read('chrome.reg'), 'SOFTWARE\\Policies\\Google\\Chrome'),
    'edge.reg': fromRegistry(read('edge.reg'), 'SOFTWARE\\Policies\\Microsoft\\Edge'),
    'com.google.Chrome.plist': fromPlist(read('com.google.Chrome.plist')),
    'com.microsoft.Edge.plist': fromPlist(read('com.microsoft.Edge.plist')),
  }
}

const rule = (pattern: string, ISSUER: Readonly<Record<string, string>>) => ({ pattern, filter: { ISSUER } })

function expectRules(made: string, rules: readonly object[]): void {
  for (const [name, policy] of Object.entries(policiesIn(made))) {
    expect(
      policy.AutoSelectCertificateForUrls.map((one) => JSON.parse(one) as unknown),
      name,
    ).toEqual(rules)
    expect(policy.PromptOnMultipleMatchingCertificates, name).toBe(true)
  }
}

const firefox = { Preferences: { 'security.osclientcerts.autoload': { Value: true, Status: 'locked' } } }
const bank = { name: '更新銀行', est: { url: 'https://est.bank.example' }, trustAnchors: 'anchors.pem' }

describe('the policies of the browsers', () => {
  it('choose by site and issuer in Chrome and Edge on every system, and ask where several certificates fit', () => {
    makeAnchor('anchors.pem', '/O=Example/CN=更新 "銀行" \\\\ CA <1> & 2')
    const other = makeAnchor('other.pem', '/C=JP/O=北デモ銀行')
    const settings = settingsFile('two-banks.json', {
      bank: { ...bank, bankingUrl: 'https://www.bank.example/corporate?a=1' },
      otherBanks: [
        { ...bank, id: 'kita', name: '北デモ銀行', trustAnchors: other, bankingUrl: 'https://法人.bank.example:8443/' },
        { ...bank, id: 'minami', name: '南デモ銀行' },
      ],
    })
    const { status, stdout, made } = make(settings, '--issuer', 'Issuing CA')
    expect(status).toBe(0)
    expect(stdout).toContain('南デモ銀行: no bankingUrl')
    const [first, second] = ['https://www.bank.example:443', 'https://xn--gmqu74e.bank.example:8443']
    expectRules(made, [
      rule(first, { CN: 'Issuing CA' }),
      rule(first, { CN: '更新 "銀行" \\ CA <1> & 2' }),
      rule(second, { CN: 'Issuing CA' }),
      rule(second, { O: '北デモ銀行' }),
    ])
  })

  it('have Firefox use the certificates of the operating system, and choose none by itself', () => {
    for (const made of ['build/policy/browsers', path.join(folder, 'two-banks')])
      expect(JSON.parse(readFileSync(path.resolve(root, made, 'policies.json'), 'utf8'))).toEqual({ policies: firefox })
  })

  it('are there as an example, too', () => {
    expectRules(path.join(root, 'build/policy/browsers'), [
      rule('https://www.bank.example:443', { CN: '更新銀行 法人認証局' }),
    ])
  })

  it.each([
    ['no bank has a page for browsers', { bank }, /no bank in it has a bankingUrl/],
    ['the app would refuse the settings', { bank: { ...bank, bankingUrl: 'http://bank.example' } }, /bank\.bankingUrl/],
  ])('are not made, and a sentence says why, where %s', (name, content, reason) => {
    const { status, stderr } = make(settingsFile(`${name}.json`, content))
    expect(status).toBe(1)
    expect(stderr).toMatch(/^koshin: .*\n$/)
    expect(stderr).toMatch(reason)
    expect(readdirSync(folder)).not.toContain(name)
  })
})
