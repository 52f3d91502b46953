/** From the start of the process to a login window that can be used, beside a bare Electron's empty window. */
import path from 'node:path'
import { test } from 'vitest'
import { crowding } from '../crowd.ts'
import { createCustomer } from '../customer.ts'
import { timeBareWindow, timeKoshin } from '../electron.ts'
import { temporaryFolder } from '../folder.ts'
import { compare } from '../table.ts'

test(
  'the first window',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')
    const bare = () => timeBareWindow(folder)

    await compare({
      what: 'cold start to a usable login window',
      beside: 'bare Electron, one empty window',
      unit: 'ms',
      goal: { most: 1.15 },
      ours: () => timeKoshin(customer, 'usable'),
      baseline: bare,
    })
    // As the start before found it, marked as being looked at.
    await compare({
      what: 'until the certificate is shown in it',
      beside: 'the same',
      unit: 'ms',
      goal: { most: 1.25 },
      ours: () => timeKoshin(customer, 'certificate'),
      baseline: bare,
    })
    const crowd = crowding(path.join(customer.home, '.pki/nssdb'))
    let others = 0
    for (const count of [1, 100, 1000, 5000]) {
      crowd(count - 1 - others)
      others = count - 1
      await compare({
        what: `until it is shown as it is now, in a key store of ${count.toLocaleString('en')}`,
        beside: 'the same',
        unit: 'ms',
        growth: { of: 'start', count },
        rounds: 3,
        ours: () => timeKoshin(customer, 'checked'),
        baseline: bare,
      })
    }
  },
  30 * 60_000,
)
