/**
 * The policies that `npm run policy-templates` makes for browsers, in a real Chromium and a real Firefox beside the key store of
 * a customer. On request: KOSHIN_CHROMIUM names Debian's Chromium, /usr/bin/chromium, and KOSHIN_FIREFOX its Firefox,
 * /usr/bin/firefox-esr.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { chromium, type BrowserContext } from 'playwright'
import { appRoot, expect, launchEnvironment, test } from '../stage/app.ts'
import { starterOn } from '../stage/newcomer.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'
import { withFirefox } from './firefox.ts'
import { manage, missingForManagement } from './managed-machine.ts'

const { KOSHIN_CHROMIUM: program, KOSHIN_FIREFOX: firefox } = process.env
const missing = program === undefined ? 'KOSHIN_CHROMIUM names no Chromium' : missingForManagement()
const missingFirefox = firefox === undefined ? 'KOSHIN_FIREFOX names no Firefox' : missingForManagement()
for (const reason of [missing, missingFirefox])
  if (reason !== undefined) console.warn(`the policies of browsers are not tried in one: ${reason}`)

/** A bank's banking, which tells who came: the serial number of the certificate, and who has issued it. */
async function openBanking(folder: string) {
  const [key, cert] = ['server.key', 'server.pem'].map((name) => path.join(folder, name)) as [string, string]
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost']
  execFileSync('openssl', ['req', '-x509', ...made, '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' })
  const options = { key: readFileSync(key), cert: readFileSync(cert), requestCert: true, rejectUnauthorized: false }
  const server = createServer(options, (request, answer) => {
    const { serialNumber = 'nobody' } = (request.socket as TLSSocket).getPeerCertificate()
    answer.setHeader('connection', 'close')
    answer.end(serialNumber.toLowerCase())
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

/** Makes the policies by the command, and puts them where Debian's browsers look. @returns the machine */
function withPolicies(folder: string, bankingUrl: string, issuer: string) {
  const { bank } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: object }
  const settings = path.join(folder, 'bank/banking.json')
  writeFileSync(settings, JSON.stringify({ bank: { ...bank, bankingUrl } }))
  const made = path.join(folder, 'policies')
  const options = ['--settings', settings, '--issuer', issuer, '--browsers', made]
  execFileSync(process.execPath, ['build/commands/generate/policy-templates.mjs', ...options], { cwd: appRoot })
  const on = manage(folder, {})
  const places = { 'chrome.json': 'chromium/policies/managed', 'policies.json': 'firefox/policies' }
  for (const [name, place] of Object.entries(places)) {
    mkdirSync(path.join(folder, 'etc', place), { recursive: true })
    copyFileSync(path.join(made, name), path.join(folder, 'etc', place, name))
  }
  return on
}

test('Chromium presents the certificate without a question, and after a renewal and its restart the new one', async ({
  openBank,
  folder,
}) => {
  test.skip(missing !== undefined, missing)
  const customer = await openBank()
  const [before] = customer.storedCertificates()
  const banking = await openBanking(folder)
  const env = { ...launchEnvironment(folder), HOME: path.join(folder, 'home') }
  const open = (on: readonly string[]): Promise<BrowserContext> =>
    chromium.launchPersistentContext(path.join(folder, 'browser'), {
      executablePath: starterOn(folder, on, program)!,
      headless: false,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--ignore-certificate-errors'],
      env,
    })
  const comes = async (browser: BrowserContext, timeout = 30_000) => {
    const page = await browser.newPage()
    await page.goto(banking.url, { timeout })
    return page.locator('body').innerText()
  }
  const unmanaged = await open(manage(folder, {}))
  // It asks which.
  await expect(comes(unmanaged, 5000)).rejects.toThrow('Timeout')
  await unmanaged.close()
  const on = withPolicies(folder, banking.url, before!.issuer)
  const first = await open(on)
  try {
    expect(await comes(first)).toBe(before!.serial)
    const renewal = ['--unattended', 'renew', '--yes', '--config', settingsOf(folder)]
    expect((await runWindowless(folder, renewal)).code).toBe(0)
    const [after] = customer.storedCertificates()
    expect(after!.serial).not.toBe(before!.serial)
    // A browser remembers what it has presented; that is why its user is asked to quit it once.
    expect(await comes(first)).toBe(before!.serial)
    await first.close()
    const second = await open(on)
    expect(await comes(second)).toBe(after!.serial)
    await second.close()
  } finally {
    await first.close()
    banking.close()
  }
})

/** By NSS's own tool. @param from and @param to are databases */
function bringOver(from: string, to: string): void {
  const listed = execFileSync('certutil', ['-L', '-d', `sql:${from}`], { encoding: 'utf8' })
  const nickname = /^(.*?)\s+u,u,u\s*$/m.exec(listed)![1]!
  const bundle = path.join(to, 'brought.p12')
  for (const step of [
    ['-o', bundle, '-n', nickname, '-d', `sql:${from}`],
    ['-i', bundle, '-d', `sql:${to}`],
  ])
    execFileSync('pk12util', [...step, '-W', 'between'], { stdio: 'ignore' })
}

/** Of a Firefox: its policy, where it looks for keys, and the serial numbers of the certificates whose keys it has. */
const look = `
const name = 'security.osclientcerts.autoload'
const service = (contract, kind) => Cc['@mozilla.org/security/' + contract].getService(kind)
return service('pkcs11moduledb;1', Ci.nsIPKCS11ModuleDB).listModules().then((modules) => ({
  policy: Services.policies.status === Services.policies.ACTIVE,
  autoload: [Services.prefs.getBoolPref(name), Services.prefs.prefIsLocked(name)],
  modules: [...modules].map((module) => module.name),
  certificates: service('x509certdb;1', Ci.nsIX509CertDB)
    .getCerts()
    .filter((one) => one.certType & Ci.nsIX509Cert.USER_CERT)
    .map((one) => one.serialNumber.replaceAll(':', '').toLowerCase()),
}))`

test('Firefox follows the policy, and on Linux has its own key store all the same, until the certificate is brought there', async ({
  openBank,
  folder,
}) => {
  test.skip(missingFirefox !== undefined, missingFirefox)
  const customer = await openBank()
  const [certificate] = customer.storedCertificates()
  const banking = await openBanking(folder)
  const home = path.join(folder, 'home')
  const [profile, env] = [path.join(folder, 'firefox'), { ...launchEnvironment(folder), HOME: home }]
  const told = (on: readonly [string, ...string[]]) =>
    withFirefox([...on, firefox!], { profile, env }, (browser) => browser.run(look))
  const modules = ['NSS Internal PKCS #11 Module', 'Builtin Roots Module']
  try {
    expect(await told(manage(folder, {}))).toMatchObject({ policy: false, autoload: [true, false], certificates: [] })
    const on = withPolicies(folder, banking.url, certificate!.issuer)
    const managed = { policy: true, autoload: [true, true], modules, certificates: [] as string[] }
    const came = await withFirefox([...on, firefox!], { profile, env }, async (browser) => {
      expect(await browser.run(look)).toEqual(managed)
      return browser.open(banking.url)
    })
    expect(came).toBe('nobody')
    bringOver(path.join(home, '.pki/nssdb'), profile)
    expect(await told(on)).toEqual({ ...managed, certificates: [certificate!.serial] })
  } finally {
    banking.close()
  }
})
