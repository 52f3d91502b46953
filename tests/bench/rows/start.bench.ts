/** From the start of the process to a login window that can be used, beside a bare Electron's empty window. */
import path from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { test } from 'vitest'
import { crowding } from '../crowd.ts'
import { createCustomer } from '../customer.ts'
import { startBare, startKoshin } from '../electron.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, lasting } from '../table.ts'

/** ms until `moment` of the first window; then it is closed. */
const until = (start: () => Promise<ElectronApplication>, moment: (page: Page) => Promise<void>) => async () => {
  let app: ElectronApplication | undefined
  const time = await lasting(async () => {
    app = await start()
    await moment(await app.firstWindow())
  })()
  await app!.close()
  return time
}
const shows = (selector: string) => (page: Page) => page.locator(selector).first().waitFor()
const certificate = shows('[data-testid=login-certificate]')

async function certificateAsItIsNow(page: Page): Promise<void> {
  await certificate(page)
  await page.getByText('前回確認した内容です。').waitFor({ state: 'hidden' })
}

test(
  'the first window',
  async () => {
    const folder = temporaryFolder()
    const customer = await createCustomer('valid')
    const bare = until(() => startBare(folder), shows('h1'))

    await compare({
      what: 'cold start to a usable login window',
      beside: 'bare Electron, one empty window',
      unit: 'ms',
      goal: { most: 1.15 },
      ours: until(() => startKoshin(customer), shows('[data-testid=login-submit][aria-disabled=false]')),
      baseline: bare,
    })
    // As the start before found it, marked as being looked at.
    await compare({
      what: 'until the certificate is shown in it',
      beside: 'the same',
      unit: 'ms',
      goal: { most: 1.25 },
      ours: until(() => startKoshin(customer), certificate),
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
        ours: until(() => startKoshin(customer), certificateAsItIsNow),
        baseline: bare,
      })
    }
  },
  30 * 60_000,
)
