import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { eventText, type EventCode, events, logLine, zonedTime } from '../../../main/logging/events.ts'
import { createRecorder } from '../../../main/logging/recorder.ts'
import { exitCodes } from '../../../main/cli/unattended/outcomes.ts'
import { commands } from '../../../main/cli/unattended/command.ts'
import { written } from '../../../main/logging/fields.ts'

const thumbprint = 'ab12cd34ef56'.padEnd(64, '0')
const codes = Object.keys(events) as EventCode[]

/** What people and banks write about their customers. */
const personal = [
  'YAMADA TARO',
  '山田太郎',
  'taro@example.co.jp',
  'A1B2-C3D4-E5F6',
  '0012345678',
  12_345_678_901,
  'CN=YAMADA TARO,O=Example',
  'code=ok step=done',
  'a\nb',
  { name: 'YAMADA TARO' },
  ['YAMADA TARO'],
]

describe('a log line', () => {
  it('has the time with its zone, the level, the code and the fields', () => {
    const line = logLine(new Date('2026-11-23T12:00:00.250Z'), 'renewal.stalled', {
      step: 'requesting',
      code: 'bank.timeout',
    })
    expect(line).toMatch(
      /^2026-11-2\dT\d\d:\d\d:00\.250[+-]\d\d:\d\d ERROR renewal\.stalled step=requesting code=bank\.timeout$/,
    )
  })

  it('names the same moment as the time that it was given', () => {
    const at = new Date('2026-01-31T23:59:59.999Z')
    expect(Date.parse(zonedTime(at))).toBe(at.getTime())
  })

  it('shortens a thumbprint, and leaves out what is not known', () => {
    expect(eventText('renewal.completed', { purpose: 'renewal', certificate: thumbprint, took: undefined })).toBe(
      'renewal.completed purpose=renewal certificate=ab12cd34ef56',
    )
  })
})

describe('redaction', () => {
  it.each(codes)('lets no name, number or sentence about a customer into any field of %s', (code) => {
    for (const value of personal) {
      const fields = Object.fromEntries(Object.keys(events[code].fields).map((name) => [name, value]))
      const told = Object.keys(fields).map((name) => ` ${name}=?`)
      expect(eventText(code, fields)).toBe(`${code}${told.join('')}`)
    }
  })

  it.each(codes)('writes no field that %s does not have', (code) => {
    expect(eventText(code, { holder: 'YAMADA TARO', cause: 'YAMADA TARO' })).toBe(code)
  })

  it('knows every command and every exit code that there is', () => {
    for (const command of commands) expect(written('command', command)).toBe(command)
    for (const exit of Object.values(exitCodes)) expect(written('exit', exit)).toBe(String(exit))
  })
})

describe('the events', () => {
  it('have numbers of their own in the system log', () => {
    const ids = Object.values(events).flatMap((event) => ('id' in event ? [event.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(12)
  })

  it.each(['build/docs/company/logs.md', 'build/docs/ja/company/logs.md'])(
    'are in %s with their levels and numbers',
    (name) => {
      const paper = readFileSync(path.resolve(import.meta.dirname, '../../..', name), 'utf8')
      const rows = [...paper.matchAll(/^\| `([a-z.-]+)` \| (info|warn|error) \| (\d+|–) \|$/gm)].map(
        ([, ...row]) => row,
      )
      expect(rows).toEqual(
        Object.entries(events).map(([code, event]) => [code, event.level, 'id' in event ? String(event.id) : '–']),
      )
    },
  )

  it('all go to the log file, and those with a number to the system log as well', () => {
    const lines: string[] = []
    const told: { id: number; text: string }[] = []
    const record = createRecorder({ write: (line) => lines.push(line) }, (event) => told.push(event))
    record('renewal.step', { step: 'proving', took: 12 })
    record('keystore.error', { operation: 'list', code: 'keystore.locked' })
    expect(lines.map((line) => line.split(' ')[2] || line.split(' ')[3])).toEqual(['renewal.step', 'keystore.error'])
    expect(told).toMatchObject([{ id: 300, text: 'keystore.error operation=list code=keystore.locked' }])
  })
})

describe('what strangers write', () => {
  it('is never in a log: of an address `koshin:` that it came, of a journal which code it failed with', () => {
    const address = { address: 'koshin:open?token=1', text: 'x' }
    expect(eventText('app.address-ignored', address)).toBe('app.address-ignored')
    const journal = { code: 'journal.write-failed', content: '山田', file: '/home/u/journal.json' }
    expect(eventText('journal.error', journal)).toBe('journal.error code=journal.write-failed')
  })
})
