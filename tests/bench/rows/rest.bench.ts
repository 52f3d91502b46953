/** The app at rest, beside a bare Electron's start and exit: its starts are all that it costs, and between them nothing is there. */
import { expect, test } from 'vitest'
import { createCustomer } from '../customer.ts'
import { processorTimeAtRest, processorTimeOfBare } from '../electron.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, median, state, tell } from '../table.ts'

test(
  'processor time at rest',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')
    const looks: number[] = []
    const others: number[] = []
    await compare({
      what: 'processor time of a look [at rest](../company/deploy.md#at-rest)',
      beside: "bare Electron's start and exit",
      unit: 'ms',
      goal: { most: 2.5 },
      async ours() {
        looks.push(await processorTimeAtRest(customer))
        others.push(await processorTimeAtRest(customer, 'again'))
        return looks.at(-1)!
      },
      baseline: () => processorTimeOfBare(folder),
    })
    const [look, other] = [median(looks), median(others)]
    expect(other).toBeLessThan(look)
    tell(`  ${look.toFixed(0)} ms at login, ${other.toFixed(0)} ms by the scheduler within half a day of that`)
    const day = 'processor time of a day at rest: the look at login, the scheduler’s start within half a day of it'
    state({ what: day, beside: '1.5 s', unit: 'ms' }, look + other, 1500)
  },
  10 * 60_000,
)
