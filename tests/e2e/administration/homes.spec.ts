/** Runs without windows in homes and on desktops as people have them: no display, a folder after sudo, an end from outside. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { lineSchema } from '../../../main/cli/unattended/lines.ts'
import { createTestAuthority } from '../../contract/test-authority.ts'
import { expect, heading, test } from '../stage/app.ts'
import { startCustomer } from '../stage/customer.ts'
import { runAsStarted, windowlessCommand } from '../stage/windowless.ts'

/** Settings of a bank at which nobody answers. */
function settingsOfNobody(folder: string, port = 1): string {
  const pem = Buffer.from(createTestAuthority('試験認証局').root).toString('base64')
  const trustAnchors = `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`
  const file = path.join(folder, 'koshin.json')
  writeFileSync(
    file,
    JSON.stringify({ bank: { name: '試験銀行', est: { url: `https://127.0.0.1:${port}` }, trustAnchors } }),
  )
  return file
}

/** The lines of a run; the last one has to be its result. */
function resultOf(output: string): Record<string, unknown> {
  const lines = output.trim().split('\n')
  const parsed = lines.map((line) => lineSchema.parse(JSON.parse(line)))
  expect(parsed.filter(({ event }) => event === 'result')).toHaveLength(1)
  return parsed.at(-1)!
}

const unusable = ['env', 'DISPLAY=:7777', 'WAYLAND_DISPLAY=nowhere']
const noDisplay = /Missing X server|cannot open display|xcb_connect|Failed to connect to Wayland/i

test.describe('a run without windows', () => {
  test.skip(process.platform !== 'linux', 'displays are named so on Linux alone')

  test('asks for no display, and ends with one result line, whatever is wrong with its settings', async ({
    folder,
  }) => {
    const settings = settingsOfNobody(folder)
    const runs: readonly [readonly string[], number, Record<string, unknown>][] = [
      [
        ['--unattended', 'status', '--config', settings, '--est-url=https://127.0.0.1:9443'],
        9,
        { outcome: 'bank-unreachable' },
      ],
      [
        ['--unattended', 'renew', '--config', path.join(folder, 'none.json')],
        2,
        { failure: { cause: 'settings file: ENOENT: open' } },
      ],
      [['--unattended', 'dance'], 2, { outcome: 'configuration-invalid' }],
    ]
    for (const [options, code, result] of runs) {
      const run = await runAsStarted(folder, options, '', unusable)
      expect(run.errors).not.toMatch(noDisplay)
      expect({ code: run.code, result: resultOf(run.output) }).toMatchObject({ code, result })
    }
    const version = await runAsStarted(folder, ['--version'], '', unusable)
    expect(version.code).toBe(0)
    expect(version.output).toMatch(/^Koshin \d+\.\d+\.\d+\n$/)
  })

  test('in a folder that may only be read says so and does nothing, or looks all the same', async ({ folder }) => {
    const settings = settingsOfNobody(folder, 9443)
    const profile = path.join(folder, 'windowless')
    mkdirSync(profile)
    const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    const { uid, gid } = { uid: process.getuid!(), gid: process.getgid!() }
    const asBefore = uid === 0 ? [] : ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`]
    const inside = ['unshare', '--mount', '--map-root-user', 'sh', '-c', script, 'sh', profile, ...asBefore]
    test.skip(spawnSync(inside[0]!, [...inside.slice(1), 'true']).status !== 0, 'no mount name space can be made here')

    const renewed = await runAsStarted(folder, ['--unattended', 'renew', '--yes', '--config', settings], '', inside)
    const failure = { code: 'storage.access-denied', retry: 'later', cause: 'EROFS: access' }
    expect(resultOf(renewed.output)).toMatchObject({ outcome: 'storage-error', exitCode: 17, failure })
    expect(renewed.code).toBe(17)
    const looked = await runAsStarted(folder, ['--unattended', 'status', '--config', settings], '', inside)
    expect(resultOf(looked.output)).toMatchObject({ outcome: 'bank-unreachable' })
    for (const { output, errors } of [renewed, looked]) expect(output + errors).not.toContain(folder)
    expect(readdirSync(profile)).toEqual([])
  })

  test('ends when the process that was started is ended, however, with its result line', async ({ folder }) => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const asked = () => new Promise((resolve) => silent.once('connection', resolve))
    const { port } = silent.address() as { port: number }
    const options = ['--unattended', 'status', '--config', settingsOfNobody(folder, port)]
    const { program, args, env } = windowlessCommand(folder, options, unusable)
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const connected = asked()
      const started = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
      let output = ''
      started.stdout.on('data', (text: Buffer) => (output += text.toString()))
      await connected
      started.kill(signal)
      // Both processes hold the end of standard output: it closes when the last of them has gone.
      await closed(started)
      expect(resultOf(output)).toMatchObject({ outcome: 'internal', failure: { cause: 'ended from outside' } })
    }
    silent.close()
  })
})

test.describe('a desktop without a Japanese font', () => {
  const fonts = spawnSync('fc-list', ['--format', '%{file}\t%{lang}\n', ':lang=en'], { encoding: 'utf8' })
  const latin = (fonts.stdout ?? '').split('\n').find((line) => line !== '' && !/[\t|]ja(\||$)/.test(line))
  test.skip(latin === undefined, 'no fontconfig, or no font without Japanese')

  test('is told so in letters that it can show, whatever the language', async ({ start, folder }) => {
    const demo = await start()
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect(window.getByTestId('missing-font-banner')).toHaveCount(0)
    const file = path.join(folder, 'fonts.conf')
    const place = path.dirname(latin!.split('\t')[0]!)
    writeFileSync(
      file,
      `<fontconfig><dir>${place}</dir><cachedir>${path.join(folder, 'font-cache')}</cachedir></fontconfig>`,
    )
    const environment = { FONTCONFIG_FILE: file }
    const japanese = spawnSync('fc-list', [':lang=ja'], { encoding: 'utf8', env: { ...process.env, ...environment } })
    test.skip(japanese.stdout !== '', 'the fonts lie in one folder')
    const customer = await startCustomer(folder, { environment })
    const banner = (await customer.app.firstWindow()).getByTestId('missing-font-banner')
    await expect(banner).toContainText('No Japanese font is installed on this computer')
    await expect(banner).toContainText('fonts-noto-cjk')
    expect(await banner.innerText()).toMatch(/^[ -~]+$/)
    await customer.close()
  })
})

const closed = (child: ChildProcess): Promise<unknown> => once(child, 'close')
