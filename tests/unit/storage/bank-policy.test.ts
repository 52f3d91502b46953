/** What a bank told of its own rules, for runs in which nobody logs in. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { done, success } from '../../../main/renewal/errors.ts'
import { openBankPolicy } from '../../../main/storage/bank-policy.ts'

vi.mock('electron', () => ({ default: {} }))

const portal = 'https://bank.example/portal'
const told = { noticeDays: 60, graceDays: 10, reminderDays: [60, 7], afterRenewal: ['翌営業日から'] } as const

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-bank-policy-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

it('is kept over a restart, for its user alone, and for this portal alone', () => {
  const where = folder()
  expect(openBankPolicy(where, portal).read()).toEqual(success(undefined))
  expect(openBankPolicy(where, portal).write(told)).toEqual(done)
  expect(openBankPolicy(where, portal).read()).toEqual(success(told))
  expect(openBankPolicy(where, 'https://other.example/portal').read()).toEqual(success(undefined))
  expect(statSync(path.join(where, 'bank-policy.json')).mode & 0o777).toBe(0o600)
})

it.each([
  ['a half', { noticeDays: 60, afterRenewal: [] }],
  ['days that no bank tells', { ...told, graceDays: 365 }],
  ['no reminder at all', { ...told, reminderDays: [] }],
  ['something else', []],
])('is not believed where the file has %s, and written anew', (_what, policy) => {
  const where = folder()
  writeFileSync(path.join(where, 'bank-policy.json'), JSON.stringify({ content: { portal, policy } }))
  const kept = openBankPolicy(where, portal)
  expect(kept.read()).toMatchObject({ ok: false })
  expect(kept.write(told)).toEqual(done)
  expect(openBankPolicy(where, portal).read()).toEqual(success(told))
})
