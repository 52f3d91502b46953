import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')

/** The rules that lines break, one after the other. */
function broken(...lines: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-linter-'))
  const file = path.join(folder, 'sample.ts')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const config = path.join(root, 'build/config/linter.json')
  const linter = path.join(root, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(process.execPath, [linter, '--config', config, '--format', 'json', file], {
    cwd: root,
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; labels: Label[] }[] }
  return diagnostics
    .map(({ code, labels }) => ({ code, line: labels[0]!.span.line }))
    .sort((one, other) => one.line - other.line)
    .map(({ code, line }) => `${line}: ${code}`)
}

interface Label {
  readonly span: { readonly line: number }
}

describe('the linter', () => {
  it('lets no shell come between us and another program', () => {
    expect(
      broken(
        "import { exec, execFile } from 'node:child_process'",
        "import { execSync as run } from 'child_process'",
        'export const options = { shell: true }',
        'export const none = { shell: false }',
        "export const quoted = { 'shell': true }",
        'export const used = [exec, execFile, run]',
      ),
    ).toEqual([1, 2, 3, 5].map((line) => `${line}: own(no-shell)`))
  })

  it('lets no pattern look for the end of a text from everywhere in it', () => {
    const patterns = ['/a+$/', '/^a+$/', '/(?<!a)a+$/', '/a.*$/', '/a[bc]*$/']
    expect(broken(...patterns.map((pattern, index) => `export const p${index} = ${pattern}`))).toEqual(
      [1, 5].map((line) => `${line}: own(no-slow-pattern)`),
    )
  })

  it('wants the extension of each own file that is imported or handed on', () => {
    expect(
      broken(
        "import { a } from './a'",
        "import { b } from './b.ts'",
        "export { c } from '../c'",
        "export * from './d'",
        "export { e } from 'elsewhere'",
        'export const f = [a, b]',
      ),
    ).toEqual([1, 3, 4].map((line) => `${line}: own(own-files-with-extension)`))
  })

  it('knows types: a promise that nobody waits for is found', () => {
    expect(broken('async function answer() {}', 'answer()')).toEqual(['2: typescript(no-floating-promises)'])
  })
})
