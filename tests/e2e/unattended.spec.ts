/** `koshin --unattended renew` against a bare EST bank, without windows and without a display. */
import { cpSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { appRoot, expect, heading, test } from './app.ts'
import { runWindowless, settingsOf } from './windowless.ts'

interface Run {
  readonly code: number
  readonly lines: readonly Record<string, unknown>[]
  readonly errors: string
}

async function runUnattended(folder: string, options: readonly string[]): Promise<Run> {
  const { code, output, errors } = await runWindowless(folder, ['--unattended', 'renew', ...options])
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return { code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), errors }
}

test.describe('an unattended run', () => {
  test('renews the certificate that is due, prints each step as JSON and ends with 0', async ({ start, folder }) => {
    const demo = await start()
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    const [before] = demo.storedCertificates()
    const settings = settingsOf(folder)

    const run = await runUnattended(folder, ['--config', settings, '--yes'])
    expect(run.errors).not.toContain('Error:')
    expect(run.lines.at(-1)).toMatchObject({ schema: 1, event: 'result', outcome: 'done', exitCode: 0 })
    expect(run.code).toBe(0)
    const steps = run.lines.filter((line) => line['event'] === 'step').map((line) => line['step'])
    expect(steps).toEqual([
      'confirming-request',
      'making-request',
      'requesting',
      'confirming-installation',
      'installing',
      'proving',
      'retiring',
    ])
    const [after, ...others] = demo.storedCertificates()
    expect(others).toEqual([])
    expect(after!.thumbprint).not.toBe(before!.thumbprint)

    const again = await runUnattended(folder, ['--config', settings, '--yes'])
    expect(again.lines.at(-1)).toMatchObject({ outcome: 'nothing-to-do' })
    expect(again.code).toBe(3)
  })

  test('asks for consent with 4 without --yes and changes nothing', async ({ start, folder }) => {
    const demo = await start()
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    const before = demo.storedCertificates()
    const run = await runUnattended(folder, ['--config', settingsOf(folder)])
    expect(run.lines.at(-1)).toMatchObject({ outcome: 'consent-needed' })
    expect(run.code).toBe(4)
    expect(demo.storedCertificates()).toEqual(before)
  })

  test('never picks one of several: it ends with 8 until the thumbprint says which', async ({ start, folder }) => {
    const demo = await start({ certificate: 'two' })
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    const before = demo.storedCertificates().map((one) => one.thumbprint)
    const settings = settingsOf(folder)
    const several = await runUnattended(folder, ['--config', settings, '--yes'])
    expect(several.lines.at(-1)).toMatchObject({ outcome: 'several-due' })
    expect(several.code).toBe(8)

    const named = await runUnattended(folder, ['--config', settings, '--yes', '--thumbprint', before[0]!])
    expect(named.code).toBe(0)
    const after = demo.storedCertificates().map((one) => one.thumbprint)
    expect(after).toContain(before[1])
    expect(after).not.toContain(before[0])
  })

  test('says which setting is wrong and ends with 2', async ({ folder }) => {
    cpSync(path.join(appRoot, 'package.json'), path.join(folder, 'not-anchors.pem'))
    const file = path.join(folder, 'wrong.json')
    writeFileSync(file, JSON.stringify({ bank: { est: { url: 'http://bank.example' }, trustAnchors: 'not-anchors.pem' } }))
    const run = await runUnattended(folder, ['--config', file, '--yes'])
    expect(run.code).toBe(2)
    expect(run.errors).toContain('bank.est.url')
  })
})
