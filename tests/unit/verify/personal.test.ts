/** What is taken out of a report before anybody sees it. */
import os from 'node:os'
import { describe, expect, it } from 'vitest'
import { load, type Part, type Results, root } from './example.ts'

interface Person {
  readonly places: readonly (readonly [string, string])[]
  readonly names: readonly (readonly [string, string])[]
}
const { thisPerson, withoutPerson, tellsPerson } = await load<{
  thisPerson(): Person
  withoutPerson(text: string, person: Person): string
  tellsPerson(text: string): boolean
}>('verify/personal.mjs')
const { worded } = await load<{
  worded(done: { name: string; seconds: number; results: Results; reason?: string }, person: Person): Part
}>('verify/perform.mjs')

const hanako: Person = {
  places: [
    ['/home/hanako', '~'],
    ['/home/hanako/src/koshin', 'KOSHIN'],
    ['/tmp', 'TMP'],
  ],
  names: [
    ['hanako', 'USER'],
    ['keiri-pc.example.co.jp', 'HOST'],
    ['keiri-pc', 'HOST'],
  ],
}

describe('what a report tells', () => {
  it.each([
    ['at /home/hanako/src/koshin/main/index.ts:3', 'at KOSHIN/main/index.ts:3'],
    ['/home/hanako/.pki/nssdb is locked', '~/.pki/nssdb is locked'],
    ['/home/taro/.pki is not ours', '~/.pki is not ours'],
    ['"C:\\Users\\Taro Yamada\\AppData" is full', '"~\\AppData" is full'],
    ['file:///Users/taro/koshin', 'file://~/koshin'],
    ['/tmp/koshin-test-1/x', 'TMP/koshin-test-1/x'],
    ['Hanako on KEIRI-PC', 'USER on HOST'],
    ['keiri-pc.example.co.jp does not answer', 'HOST does not answer'],
    ['sent to hanako.sato+bank@mail.example.co.jp', 'sent to ADDRESS'],
    ['hanakotoba is a word', 'hanakotoba is a word'],
    ['@playwright/test 1.65.1 and koshin@0.1.0', '@playwright/test 1.65.1 and koshin@0.1.0'],
  ])('of %s is %s', (told, left) => {
    expect(withoutPerson(told, hanako)).toBe(left)
    expect(tellsPerson(left)).toBe(false)
  })

  it('says nothing of who runs this very test, and where', () => {
    const { username, homedir } = os.userInfo()
    const told = withoutPerson(`${root}/x ${homedir}/y ${username}@mail.example.com ${os.hostname()}`, thisPerson())
    expect(told).toMatch(/^KOSHIN\/x ~\/y \S+ HOST$/)
    expect(told).not.toContain(homedir)
  })

  it('is cleared in every text of a part, and shortened', () => {
    const done = worded(
      {
        name: 'unit',
        seconds: 1,
        results: {
          passed: 1,
          failed: [`tests/unit/a.test.ts › x\n  at /home/hanako/a ${'y'.repeat(1000)}`],
          skipped: [{ title: 'tests/unit/b/b.test.ts › hanako', reason: 'no keiri-pc' }],
        },
        reason: 'of hanako',
      },
      hanako,
    )
    expect(JSON.stringify(done)).not.toMatch(/hanako|keiri/i)
    expect(done.failed[0]).toHaveLength(600)
  })
})
