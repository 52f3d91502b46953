/** What a paper tells to type is run by a test, or says that it is not. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { mark, papers, quoted, read, root, shellLines } from './paper.ts'

/** Commands that are run, and the text by which the file that runs them is known. */
const ran: readonly (readonly [RegExp, string])[] = [
  [/^npm test\b/, 'exec npm test'],
  [/^npm run update-release\b/, 'build/commands/update-release.mjs'],
  [/^npm run bank-file\b/, 'build/commands/bank-file.mjs'],
  [/^npm run brand( -- --check FOLDER)?$/, 'build/commands/brand.mjs'],
  [/^npm run fleet-report\b/, 'build/commands/fleet-report.mjs'],
  [/^npm run policy-templates -- --settings\b/, "'--settings', settings"],
  [/^npm run policy-templates$/, 'build/commands/generate/policy-templates.mjs'],
  [/^npm run portal-contract$/, 'build/commands/generate/portal-contract.mjs'],
  [/^npm run bank-checks$/, 'build/commands/generate/bank-checks.mjs'],
  [/^npm run electron-changes$/, 'build/commands/generate/electron-changes.mjs'],
  [/^npm run verified-where$/, 'build/commands/generate/verified-where.mjs'],
  [/^npm run state-diagram$/, 'build/commands/generate/state-diagram.mjs'],
  [/^koshin --unattended\b/, "'--unattended'"],
  [/^koshin --status --json$/, "'--status', '--json'"],
  [/^koshin --diagnose\b/, "'--diagnose'"],
  [/^koshin --support-bundle\b/, "'--support-bundle'"],
  [/^koshin --schedule\b/, "'--schedule', wanted"],
  [/^koshin --hidden$/, "'--hidden'"],
  [/^koshin --bank-file-code\b/, "'--bank-file-code', file"],
  [/^koshin \S+\.koshin-bank$/, "path.relative('.', file)"],
  [/^Koshin-Setup-\S+\.exe \/S$/, "run(first, '/S')"],
  [/^Koshin-Setup-\S+\.exe \/S \/allusers$/, "run(first, '/S', '/allusers')"],
  [/^msiexec \/i \S+ \/qn$/, "'msiexec.exe', '/i'"],
  [/^msiexec \/x \S+ \/qn$/, "'msiexec.exe', '/x'"],
  [/^apt-get install\b/, "'apt-get', '-q', 'install'"],
]

/** What has to say how it is run: programs with something behind them. */
const command = /^(npm|npx|node|koshin|msiexec|apt-get|openssl|journalctl|xvfb-run|Koshin-Setup\S*) ./

/** The paper about what has been tried says of each command how. */
const tellsItself = /^build\/docs\/(ja\/)?product\/verified\.md$/

interface Told {
  readonly text: string
  readonly marked: boolean
}

function commandsIn(text: string): Told[] {
  const lines = shellLines(text).map((line) => ({
    // Variables before it, and a comment after it, are no part of a command.
    text: line.replace(/\s+#.*$/, '').replace(/^(\w+=\S* )+/, ''),
    marked: line.includes(mark),
  }))
  return [...lines, ...quoted(text)].filter((one) => command.test(one.text))
}

const kindOf = ({ text }: Told): string =>
  text
    .split(' ')
    .slice(0, text.startsWith('npm run') ? 3 : 2)
    .join(' ')

/** Those that no test runs and that the paper nowhere marks. */
function unexplained(text: string): string[] {
  const told = commandsIn(text)
  const marked = new Set(told.filter((one) => one.marked).map(kindOf))
  return told
    .filter((one) => !one.marked && !marked.has(kindOf(one)) && !ran.some(([like]) => like.test(one.text)))
    .map((one) => one.text)
}

describe.each(papers.filter((name) => !tellsItself.test(name)))('%s', (name) => {
  const text = read(name)

  it('tells to type what a test runs, or says that none does', () => {
    expect(unexplained(text)).toEqual([])
  })

  it('explains the mark, if it uses it', () => {
    const explained = /^† (Not run in tests\.|テストでは実行していません。)$/m.test(text)
    expect(explained).toBe(text.includes(mark) && commandsIn(text).some((one) => one.marked))
  })
})

describe('the check of commands', () => {
  it('sees a command that nobody runs, in a sentence and between fences', () => {
    expect(unexplained('Type `npm run away`.\n```sh\nA=b npx nothing   # why\n```\n')).toEqual([
      'npx nothing',
      'npm run away',
    ])
    expect(unexplained('Type `npm run away` †.\n```sh\nA=b npx nothing   # † why\n```\n')).toEqual([])
  })

  const files = readdirSync(path.join(root, 'tests'), { recursive: true, encoding: 'utf8' })
  const tests = files
    .filter((name) => /\.(ts|cjs)$/.test(name) && !name.endsWith('commands.test.ts'))
    .map((name) => read(`tests/${name}`))

  it.each(ran)('%s is run: %s', (_, by) => {
    expect([...tests, read('.ci/run')].some((text) => text.includes(by))).toBe(true)
  })
})
