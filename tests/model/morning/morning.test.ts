/** A morning on which many machines have to renew at one bank. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { simulate } from './morning.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)
/** Requests a second, and seconds. */
const bank = { capacity: 50, retryAfter: 120 }
/** A million of them as well, which takes minutes: `npm test -- model:whole`. */
const whole = process.env['KOSHIN_MODEL_FAULTS'] === '5'

describe('10,000 machines that are due on one morning', () => {
  const outcomes = new Map(
    [0, 24, 72].map((spreadHours) => [spreadHours, simulate({ machines: 10_000, spreadHours, ...bank })]),
  )

  it('are all renewed, also where nothing spreads them and the bank turns most of them away at first', () => {
    expect([...outcomes.values()].map(({ left }) => left)).toEqual([0, 0, 0])
    const { peak, refused, all } = outcomes.get(0)!
    expect(peak).toBeGreaterThan(2 * bank.capacity)
    expect(refused).toBeGreaterThan(0.1)
    expect(all).toBeLessThan(2)
  })

  it('never ask more of the bank than it can answer, where they are spread over a day', () => {
    for (const hours of [24, 72]) expect(outcomes.get(hours)).toMatchObject({ refused: 0 })
    expect(outcomes.get(24)!.peak).toBeLessThan(bank.capacity / 2)
    expect(outcomes.get(24)!.most).toBeLessThan(48)
  })
})

it('the picture and the table in build/docs are what the simulation finds', async () => {
  const args = ['build/commands/generate/renewal-curve.mjs', '--check', ...(whole ? [] : ['--quick'])]
  const { stdout } = await run(process.execPath, args, { cwd: root })
  expect(stdout).toContain('as they were')
})
