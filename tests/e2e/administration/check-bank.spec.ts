/** `koshin --unattended check-bank`: a bank's servers, checked by the app itself on a key store of its own. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { lineSchema } from '../../../main/cli/unattended/lines.ts'
import { expect, test } from '../stage/app.ts'
import { managedBank, runWindowless } from '../stage/windowless.ts'

/** Settings for the demo's bank with all that it has, changed. */
function settingsFor(folder: string, change: (text: string) => string = (text) => text): string {
  const bank = managedBank(folder)
  const { url } = bank['est'] as { readonly url: string }
  const file = path.join(folder, 'whole.json')
  const whole = { bank: { ...bank, cmp: { url }, portal: { url: `${url}/portal` } } }
  writeFileSync(file, change(JSON.stringify(whole, undefined, 2)))
  return file
}

const temporary = (folder: string): string => path.join(folder, 'temporary')

async function check(folder: string, options: readonly string[], input = '') {
  mkdirSync(temporary(folder), { recursive: true })
  // A machine with a folder of its own for what is to be gone afterwards.
  const machine = ['env', `TMPDIR=${temporary(folder)}`]
  const given = ['--unattended', 'check-bank', ...options]
  const { code, output, errors } = await runWindowless(folder, given, input, machine)
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return { code, lines: lines.map((line) => lineSchema.parse(JSON.parse(line))), errors }
}

/** Of Chromium's own there may be an empty folder where a run ends before it has begun. */
const leftIn = (folder: string): readonly string[] =>
  readdirSync(temporary(folder)).filter((name) => name.startsWith('koshin-'))

/** Every file with every octet in it. */
const contentOf = (place: string): readonly string[] =>
  readdirSync(place).map((name) => `${name} ${readFileSync(path.join(place, name)).toString('base64')}`)

test.describe('a check of a bank', () => {
  test('passes the demo bank, by lines, a table and a page, and leaves nothing behind', async ({
    openBank,
    folder,
  }) => {
    // Two runs of the app, of which one has four keys made and some fifty messages exchanged.
    test.slow()
    const bank = await openBank('absent')
    const { customerId, password } = await bank.invited()
    const ownKeyStore = path.join(folder, 'home/.pki/nssdb')
    const before = contentOf(ownKeyStore)
    const report = path.join(folder, 'report.html')
    const options = ['--config', settingsFor(folder), '--customer-id', customerId, '--issue', '--report', report]
    const run = await check(folder, ['--lang=ja', ...options], password)
    const verdicts = run.lines.flatMap((line) => (line.event === 'bank-check' ? [`${line.verdict} ${line.check}`] : []))
    expect(verdicts.filter((told) => /^(warn|fail) /.test(told))).toEqual([])
    // What only Chromium's own stack and its key store show.
    for (const id of ['est.next-renewal', 'cmp.first-enrolment', 'cmp.key-update', 'portal.who-am-i']) {
      expect(verdicts).toContain(`pass ${id}`)
    }
    expect(run.lines.at(-1)).toMatchObject({ command: 'check-bank', outcome: 'done', exitCode: 0, checks: { fail: 0 } })
    expect(run.code).toBe(0)
    expect(run.errors).toMatch(/^ {2}合格 +est\.repeated-enrolment +同じ電子証明書が返りました$/m)
    expect(readFileSync(report, 'utf8')).toContain('<code>est.repeated-enrolment</code>')
    expect(`${run.errors}${readFileSync(report, 'utf8')}`).not.toContain(password)
    expect(contentOf(ownKeyStore)).toEqual(before)
    // The page of before is nobody's to be overwritten.
    const again = await check(folder, options, password)
    expect(again.lines).toMatchObject([{ outcome: 'configuration-invalid', exitCode: 2 }])
    expect(leftIn(folder)).toEqual([])
  })

  test('renews an expired certificate of the user’s that is named, in their own key store, which it leaves as it was', async ({
    openBank,
    folder,
  }) => {
    // Two runs of the app, as above.
    test.slow()
    const bank = await openBank('grace')
    const { customerId, password } = await bank.invited()
    const before = bank.storedCertificates()
    const options = ['--config', settingsFor(folder), '--customer-id', customerId, '--expired', before[0]!.thumbprint]
    const unasked = await check(folder, options)
    expect(unasked.lines).toMatchObject([{ outcome: 'configuration-invalid', exitCode: 2 }])
    const run = await check(folder, [...options, '--issue'], password)
    expect(run.lines).toContainEqual(expect.objectContaining({ check: 'cmp.grace', verdict: 'pass' }))
    expect(bank.storedCertificates()).toEqual(before)
    expect(leftIn(folder)).toEqual([])
  })

  test('says in a sentence what is wrong with settings, and that nobody answers, and makes nothing', async ({
    openBank,
    folder,
  }) => {
    const bank = await openBank('absent')
    const report = path.join(folder, 'report.html')
    const misspelt = settingsFor(folder, (text) => text.replace('"cmp"', '"cpm"'))
    const line =
      readFileSync(misspelt, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('"cpm"')) + 1
    const unknown = await check(folder, ['--config', misspelt, '--report', report])
    expect(unknown.errors).toContain(`koshin: config.invalid: ${misspelt}:${line}: bank: Unrecognized key: "cpm"`)
    expect(unknown.lines).toMatchObject([{ command: 'check-bank', outcome: 'configuration-invalid', exitCode: 2 }])

    // Of a bank that offers CMP alone.
    const settings = settingsFor(folder, (text) => text.replace(/"est": \{[^}]*\},/, ''))
    expect(readFileSync(settings, 'utf8')).not.toContain('"est"')
    await bank.bank.stop()
    const nobody = await check(folder, ['--config', settings, '--report', report])
    expect(nobody.errors).toMatch(/^koshin: bank\.unreachable: https:\/\/localhost:\d+: net::ERR_CONNECTION_REFUSED$/m)
    expect(nobody.lines).toMatchObject([{ command: 'check-bank', outcome: 'bank-unreachable', exitCode: 9 }])
    expect([existsSync(report), leftIn(folder)]).toEqual([false, []])
  })
})
