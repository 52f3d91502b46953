import { describe, expect, it } from 'vitest'
import { finish, type Line, lineSchema, type Printer } from '../../../../main/cli/unattended/lines.ts'
import { exitCodes, type Outcome, worstOf } from '../../../../main/cli/unattended/outcomes.ts'
import { atEachBank } from '../../../../main/compose/windowless/each-bank.ts'

/** @param ends how the run ends at each bank; a bank that is missing here breaks it */
async function renewAt(ends: Readonly<Record<string, Outcome>>, ids: readonly (string | undefined)[]) {
  const lines: Line[] = []
  const run = async (id: string | undefined, print: Printer) => {
    const outcome = ends[id ?? '']
    if (outcome === undefined) throw new Error('broken')
    return finish('renew', outcome, 0, {}, print)
  }
  const code = await atEachBank('renew', ids, run, (line) => void lines.push(lineSchema.parse(line)))
  return { code, told: lines.map((line) => [line.bank, 'outcome' in line && line.outcome]) }
}

describe('a run for all banks', () => {
  it('ends at each of them with a result that names it, and as a whole with the worst', async () => {
    const ends = { '': 'nothing-to-do', kita: 'bank-unreachable', minami: 'done' } as const
    expect(await renewAt(ends, [undefined, 'kita', 'minami'])).toEqual({
      code: exitCodes['bank-unreachable'],
      told: [
        [undefined, 'nothing-to-do'],
        ['kita', 'bank-unreachable'],
        ['minami', 'done'],
      ],
    })
  })

  it('goes on with the next bank where it breaks at one', async () => {
    expect(await renewAt({ kita: 'done' }, [undefined, 'kita'])).toEqual({
      code: exitCodes.internal,
      told: [
        [undefined, 'internal'],
        ['kita', 'done'],
      ],
    })
  })

  it('of one bank is what a run for it is', async () => {
    expect(await renewAt({ '': 'done' }, [undefined])).toEqual({ code: 0, told: [[undefined, 'done']] })
  })

  it('knows how each end weighs: a renewal more than none, what failed more than both', () => {
    for (const code of Object.values(exitCodes)) expect(worstOf([code, code])).toBe(code)
    expect(worstOf([exitCodes['nothing-to-do'], exitCodes.done])).toBe(exitCodes.done)
    for (const outcome of ['pending', 'busy', 'absent', 'key-store-error', 'internal'] as const) {
      expect(worstOf([exitCodes.done, exitCodes[outcome], exitCodes['nothing-to-do']])).toBe(exitCodes[outcome])
    }
  })
})
