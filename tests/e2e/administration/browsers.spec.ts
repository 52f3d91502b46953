/**
 * The policies that `npm run policy-templates` makes for browsers, in a real Chromium on the key store of a customer. On request:
 * KOSHIN_CHROMIUM names Debian's Chromium, /usr/bin/chromium.
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
import { manage, missingForManagement } from './managed-machine.ts'

const program = process.env['KOSHIN_CHROMIUM']
const missing = program === undefined ? 'KOSHIN_CHROMIUM names no Chromium' : missingForManagement()
if (missing !== undefined) console.warn(`the policies of browsers are not tried in one: ${missing}`)

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

/** Makes the policies by the command, and puts them where Debian's Chromium looks. @returns the machine */
function withPolicies(folder: string, bankingUrl: string, issuer: string): readonly string[] {
  const { bank } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: object }
  const settings = path.join(folder, 'bank/banking.json')
  writeFileSync(settings, JSON.stringify({ bank: { ...bank, bankingUrl } }))
  const made = path.join(folder, 'policies')
  const options = ['--settings', settings, '--issuer', issuer, '--browsers', made]
  execFileSync(process.execPath, ['build/commands/generate/policy-templates.mjs', ...options], { cwd: appRoot })
  const on = manage(folder, {})
  const place = path.join(folder, 'etc/chromium/policies/managed')
  mkdirSync(place, { recursive: true })
  copyFileSync(path.join(made, 'chrome.json'), path.join(place, 'koshin.json'))
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
