import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundleFiles, journalFacts, writeBundle, zipped } from '../../../main/logging/support-bundle.ts'
import type { RenewalState } from '../../../main/renewal/machine/machine.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'koshin-bundle-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const stalled: RenewalState = {
  id: 'one',
  startedAt: Date.UTC(2026, 10, 23),
  purpose: { kind: 'enrolment', customerId: '0012345678' },
  step: 'stalled',
  at: { step: 'making-request', keyName: 'koshin-one' },
  failure: { code: 'bank.refused', retry: 'never', cause: 'YAMADA TARO is not known here' },
}

describe('a support bundle', () => {
  it('has a file for each section, and the log files that there are', () => {
    writeFileSync(path.join(folder, 'koshin.log'), 'new\n')
    writeFileSync(path.join(folder, 'koshin.2.log'), '古い\n')
    const files = bundleFiles({ versions: { koshin: '0.1.0' } }, folder)
    const packed = unzipSync(zipped(files))
    expect(Object.keys(packed)).toEqual(['versions.json', 'logs/koshin.log', 'logs/koshin.2.log'])
    expect(JSON.parse(strFromU8(packed['versions.json']!))).toEqual({ koshin: '0.1.0' })
    expect(strFromU8(packed['logs/koshin.2.log']!)).toBe('古い\n')
  })

  it('tells the step and the code of a renewal, and neither its customer nor the words of a failure', () => {
    const told = journalFacts(
      stalled,
      [
        { time: 0, event: 'failed', code: 'bank.refused' },
        { time: 0, event: 'login' },
      ],
      [{ ...stalled, step: 'ended', ending: { kind: 'abandoned' }, keyName: 'koshin-one' }],
    )
    expect(told).toMatchObject({
      renewal: { purpose: 'enrolment', step: 'stalled', stalledAt: 'making-request', code: 'bank.refused' },
      kept: [{ purpose: 'enrolment', step: 'ended' }],
      history: [{ event: 'failed', code: 'bank.refused' }, { event: 'login' }],
    })
    expect(JSON.stringify(told)).not.toMatch(/0012345678|YAMADA/)
  })

  it('is readable by its user alone and never takes the place of a file', () => {
    const file = path.join(folder, 'support.zip')
    writeBundle(file, [{ name: 'a.json', text: '{}' }])
    const before = readFileSync(file)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(() => writeBundle(file, [{ name: 'b.json', text: '{}' }])).toThrow(/EEXIST/)
    expect(readFileSync(file)).toEqual(before)
  })
})
