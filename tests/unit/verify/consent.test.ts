/** The user's own key store is touched after a yes, and never otherwise. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { load, type Part, type Report, type Results, root } from './example.ts'

type Consent = 'not-needed' | 'refused' | 'agreed' | 'by-option'
const { consent } = await load<{
  consent(parts: readonly string[], given: object): Promise<Consent>
}>('verify/consent.mjs')
const { chooseParts, whyNot } = await load<{
  chooseParts(parts: readonly { name: string }[], wish: object): { selected: unknown; chosen: { name: string }[] }
  whyNot(part: string, here: { platform: string; consent: Consent }): string | undefined
}>('verify/choice.mjs')
const { readReports } = await load<{
  readReports(folder: string): {
    readonly reports: readonly { readonly report: Report }[]
    readonly problems: unknown[]
  }
}>('verify/report.mjs')
const { performAll } = await load<{
  performAll(parts: readonly object[], here: object): Promise<readonly Part[]>
}>('verify/perform.mjs')

/** A console where somebody types `answer`, or where there is nobody. */
function somebody(answer: string | undefined, isTTY = true) {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let said = ''
  output.on('data', (data: Buffer) => {
    said += data.toString('utf8')
    if (!said.endsWith(': ')) return
    if (answer === undefined) input.end()
    else input.write(`${answer}\n`)
  })
  const console = { input: Object.assign(input, { isTTY }), output: Object.assign(output, { isTTY }) }
  return { console, said: () => said }
}

const parts = ['unit', 'contract', 'real-store']

describe('whether the user’s own key store may be touched', () => {
  it.each([
    ['yes', 'agreed'],
    [' YES ', 'agreed'],
    ['', 'refused'],
    ['y', 'refused'],
    ['no', 'refused'],
    [undefined, 'refused'],
  ] as const)('is asked for: %j is %s', async (answer, expected) => {
    const { console, said } = somebody(answer)
    expect(await consent(parts, { platform: 'linux', byOption: false, console })).toBe(expected)
    expect(said()).toContain('real-store: one key named koshin-verify-…, and one made-up certificate')
    expect(said()).not.toContain('contract')
  })

  it('is no where there is nobody to ask, without a question', async () => {
    const { console, said } = somebody('yes', false)
    expect(await consent(parts, { platform: 'linux', byOption: false, console })).toBe('refused')
    expect(said()).toBe('')
  })

  it('is said beforehand by an option, or needs no word where no part does it', async () => {
    const { console } = somebody('yes', false)
    expect(await consent(parts, { platform: 'linux', byOption: true, console })).toBe('by-option')
    expect(await consent(['unit', 'contract'], { platform: 'linux', byOption: false, console })).toBe('not-needed')
  })

  it.each(['win32', 'darwin'] as const)('is asked for on %s by the contract, too', async (platform) => {
    const { console, said } = somebody('no')
    expect(await consent(['contract'], { platform, byOption: false, console })).toBe('refused')
    expect(said()).toContain('  contract: ')
    expect(whyNot('contract', { platform, consent: 'refused' })).toContain('only after a yes')
    expect(whyNot('contract', { platform, consent: 'agreed' })).toBeUndefined()
  })

  it.each(['walk', 'e2e', 'looks', 'faults'])('is never by %s on Windows and macOS, whatever was said', (part) => {
    for (const platform of ['win32', 'darwin'])
      expect(whyNot(part, { platform, consent: 'by-option' })).toContain('the user’s own')
    expect(whyNot(part, { platform: 'linux', consent: 'refused' })).toBeUndefined()
  })
})

describe('a verification', () => {
  it('without a yes does not begin what touches the key store, and says so in its report', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    onTestFinished(() => void vi.restoreAllMocks())
    const run = vi.fn(async (): Promise<Results> => ({ passed: 1, failed: [], skipped: [] }))
    const here = { platform: 'linux', person: { places: [], names: [] }, work: '' }
    const both = [
      { name: 'unit', run: async () => ({ passed: 2, failed: [], skipped: [] }) },
      { name: 'real-store', run },
    ]
    const [unit, refused] = await performAll(both, { ...here, consent: 'refused' })
    expect(run).not.toHaveBeenCalled()
    expect(unit).toMatchObject({ name: 'unit', passed: 2 })
    expect(refused).toMatchObject({ name: 'real-store', passed: 0 })
    expect(refused?.reason).toContain('only after a yes')
    await performAll(both, { ...here, consent: 'agreed' })
    expect(run).toHaveBeenCalledOnce()
  })

  it('goes on after a part that could not be run, and calls that failed', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => void vi.restoreAllMocks())
    const broken = { name: 'unit', run: () => Promise.reject(new Error('no')) }
    const fine = { name: 'walk', run: async () => ({ passed: 1, failed: [], skipped: [] }) }
    const here = { platform: 'linux', consent: 'not-needed', person: { places: [], names: [] }, work: '' }
    expect(await performAll([broken, fine], here)).toMatchObject([
      { failed: ['unit: could not be run'] },
      { passed: 1 },
    ])
  })

  it('runs the usual, all, or what is named', () => {
    const known = ['build', 'unit', 'packages', 'walk', 'faults:whole', 'real-store'].map((name) => ({ name }))
    const names = (wish: object) => chooseParts(known, wish).chosen.map(({ name }) => name)
    expect(names({})).toEqual(['unit', 'walk', 'real-store'])
    expect(names({ all: true })).toEqual(['build', 'unit', 'packages', 'walk', 'real-store'])
    expect(names({ only: 'walk, unit' })).toEqual(['unit', 'walk'])
    expect(() => names({ only: 'nothing' })).toThrow('there is no "nothing"; there are build, unit')
  })

  it('leaves a home where nobody can be asked as it was', ({ skip }) => {
    const inClone = spawnSync('git', ['-C', root, 'rev-parse', 'HEAD']).status === 0
    if (!inClone) skip('git tells no commit here')
    const above = mkdtempSync(path.join(tmpdir(), 'koshin-verify-'))
    onTestFinished(() => rmSync(above, { recursive: true }))
    const [home, folder] = [path.join(above, 'home'), path.join(above, 'reports')]
    mkdirSync(home)
    const env = { ...process.env, HOME: home, USERPROFILE: home, XDG_DATA_HOME: home }
    const args = ['build/commands/verify.mjs', '--only', 'real-store', '--folder', folder]
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', input: 'yes\n' })
    expect(stdout).toMatch(/real-store: .*only after a yes on the console/)
    expect(status).toBe(0)
    expect(readdirSync(home)).toEqual([])
    const { reports, problems } = readReports(folder)
    expect(reports).toMatchObject([{ report: { selected: ['real-store'], realStore: 'refused', pictures: [] } }])
    // The page beside it is none.
    expect(problems).toHaveLength(1)
  })
})
