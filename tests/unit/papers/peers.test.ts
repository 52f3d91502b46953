/** The tables of other makers' servers and clients in the papers for banks. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { read, root } from './paper.ts'

interface Cell {
  readonly side: string
  readonly peer: string
  readonly outcome: string
  readonly reason?: string
}

describe('the tables of peers', () => {
  const cells = JSON.parse(read('build/testing/peers/peers.json')) as Cell[]

  it('are what the last run found, in both languages', () => {
    const check = ['build/commands/interop.mjs', '--check']
    expect(execFileSync(process.execPath, check, { cwd: root, encoding: 'utf8' })).toContain(
      'as build/testing/peers/peers.json',
    )
  })

  it('have both sides, and say why of whatever did not pass', () => {
    expect(new Set(cells.map(({ side }) => side))).toEqual(new Set(['server', 'client']))
    expect(cells.filter(({ outcome, reason }) => outcome !== 'passed' && reason === undefined)).toEqual([])
  })

  it('word every reason of a refusal', () => {
    const words = read('build/testing/peers/peer-words.mjs')
    const unworded = cells.filter(
      ({ outcome, reason = '' }) => /^(refused|not applicable)$/.test(outcome) && !words.includes(`'${reason}': {`),
    )
    expect(unworded).toEqual([])
  })
})
