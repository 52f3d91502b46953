import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Event, StepName } from '../../../main/renewal/machine/machine.ts'
import { states } from '../renewal/samples.ts'
import { read, root } from './paper.ts'

/** Complete by its type, but for the event that tells how a confirmation went: it leaves the step as it is. */
const events: Readonly<Record<Exclude<Event['type'], 'confirmed'>, RegExp>> = {
  answered: /: はい|: いいえ/,
  'key-made': /key-made/,
  'request-made': /request-made/,
  pending: /pending/,
  issued: /issued/,
  installed: /installed/,
  proven: /proven/,
  retired: /retired/,
  discarded: /discarded/,
  failed: /failed/,
  restarted: /restarted/,
  retry: /retry/,
  begin: /begin/,
  'password-given': /password-given/,
  'install-postponed': /install-postponed/,
  abandon: /abandon/,
  'key-lost': /key-lost/,
  'certificate-lost': /certificate-lost/,
  disbelieved: /disbelieved/,
  'give-up': /give-up/,
}

describe('the drawing of the states in CONTRIBUTING.md', () => {
  const [drawing = ''] = /^```mermaid$[^]*?^```$/m.exec(read('.github/CONTRIBUTING.md')) ?? []

  it('is what the machine does', () => {
    const said = execFileSync(process.execPath, ['build/commands/generate/state-diagram.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(said).toContain('as they were')
  })

  it('has every state', () => {
    const steps = Object.keys(states) as StepName[]
    expect(steps.length).toBeGreaterThan(10)
    expect(steps.filter((step) => !drawing.includes(`state "${step}" as`))).toEqual([])
  })

  it.each(Object.entries(events))('has the event %s on an arrow', (_, label) => {
    expect(drawing.split('\n').some((line) => line.includes('-->') && label.test(line))).toBe(true)
  })
})
