/** From the start of the process to a login window that can be used, beside a bare Electron's empty window. */
import type { ElectronApplication } from 'playwright'
import { test } from 'vitest'
import { createCustomer } from './customer.ts'
import { startBare, startKoshin } from './electron.ts'
import { temporaryFolder } from './folder.ts'
import { compare, lasting } from './table.ts'

test(
  'the first window',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')

    const untilVisible = (start: () => Promise<ElectronApplication>, selector: string) => async () => {
      let app: ElectronApplication | undefined
      const time = await lasting(async () => {
        app = await start()
        await (await app.firstWindow()).locator(selector).first().waitFor()
      })()
      await app!.close()
      return time
    }
    await compare({
      name: 'cold start to a usable login window, beside a bare Electron with an empty one',
      goal: { most: 1.15 },
      ours: untilVisible(() => startKoshin(customer), '[data-testid=login-submit][aria-disabled=false]'),
      baseline: untilVisible(() => startBare(folder), 'h1'),
    })
    // As the start before found it, marked as being looked at.
    await compare({
      name: 'until the certificate is shown in it, beside the same',
      goal: { most: 1.25 },
      ours: untilVisible(() => startKoshin(customer), '[data-testid=login-certificate]'),
      baseline: untilVisible(() => startBare(folder), 'h1'),
    })
  },
  15 * 60_000,
)
