import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../../..')

it('the papers about checking a bank list the checks that there are', () => {
  const said = execFileSync(process.execPath, ['build/commands/generate/bank-checks.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(said.match(/is as it was/g)).toHaveLength(2)
})
