/** A console may be a terminal, and what is written to it may be a stranger's. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { complain, jsonLine, onOneLine } from '../../../main/cli/console.ts'
import { diagnosisText, type Diagnosis } from '../../../main/cli/diagnosis/diagnosis.ts'

afterEach(() => void vi.restoreAllMocks())

/** Sets a title, clears the screen (C1), turns the direction, takes a line of its own. */
const hostile = 'A\u001b]0;title\u0007B\u009b2JC\u202eD\nkoshin: all is well'

describe('what a stranger wrote', () => {
  it('makes a terminal do nothing, and no line of its own, where it is told what went wrong', () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    complain('config.invalid', `settings file: not JSON: ${hostile}`)
    const [line] = told.mock.lastCall as [string]
    expect(line).toMatch(/^koshin: config\.invalid: settings file: not JSON: A/)
    expect(line).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  it('is the same value in a line of JSON, in signs that no terminal obeys', () => {
    const line = jsonLine({ cause: hostile, holder: '山田 太郎' })
    expect(line).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(line).toContain('山田 太郎')
    expect(JSON.parse(line)).toEqual({ cause: hostile, holder: '山田 太郎' })
  })

  it('is a part of its own line in a diagnosis', () => {
    const diagnosis: Diagnosis = {
      schema: 1,
      time: '2026-11-29T00:00:00Z',
      version: '0.1.0',
      platform: 'linux-x64',
      bank: 'Demo',
      keyProvider: 'auto',
      renewal: 'user',
      notifications: { state: 'unknown', actions: false },
      failure: { code: 'keystore.unavailable', retry: 'later', cause: hostile },
      elsewhere: [{ program: 'Firefox', place: `/home/${hostile}`, thumbprints: [] }],
      certificates: [],
      unusedKeys: [],
    } as unknown as Diagnosis
    const text = diagnosisText(diagnosis, 'en')
    expect(text).toContain('koshin: all is well')
    expect(text).not.toMatch(/^koshin: all is well/m)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  it('stays as it is where it is harmless', () => {
    expect(onOneLine('デモ銀行 (demo.example)')).toBe('デモ銀行 (demo.example)')
  })
})
