/** Somebody who does what each window asks for, and who opens the app again when it is gone. */
import type { ElectronApplication, Page } from 'playwright'

export interface Person {
  readonly customerId: string
  readonly password: string
  /** For 電子証明書取得. */
  readonly oneTimePassword?: string | undefined
}

export interface Sight {
  /** The heading of what waits for its user. */
  readonly title: string
  readonly page: Page
}

/** What is shown once it waits for its user; undefined when the app is gone. Bounded by a minute. */
export async function look(app: ElectronApplication): Promise<Sight | undefined> {
  const gone = watch(app)
  const end = Date.now() + 60_000
  while (Date.now() < end && !gone.is) {
    const seen = await settled(app).catch(() => undefined)
    if (seen !== undefined) return seen
    await Promise.race([gone.promise, new Promise((resolve) => setTimeout(resolve, 30))])
  }
  if (gone.is) return undefined
  throw new Error('the app shows nothing that waits for its user')
}

/**
 * Goes on until a page with such a heading is reached or the app is gone; answers the headings that it met.
 *
 * @param goal headings of windows at which to stop
 */
export async function goOn(app: ElectronApplication, person: Person, goal: RegExp): Promise<string[]> {
  const met: string[] = []
  for (let turn = 0; turn < 20; turn++) {
    const seen = await look(app)
    if (seen === undefined) return met
    met.push(seen.title)
    if (goal.test(seen.title)) return met
    // A window that goes away under the hand is no mistake: killed, or answered already.
    await answer(seen, person).catch(() => undefined)
    await changed(app, seen).catch(() => undefined)
  }
  throw new Error(`${goal.source} was not reached: ${met.join(', ')}`)
}

async function answer({ title, page }: Sight, { customerId, password, oneTimePassword }: Person): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click({ timeout: 5000 })
  switch (title) {
    case 'ログイン':
      if ((await page.getByLabel('お客様 ID').count()) === 0)
        return press(oneTimePassword === undefined ? '証明書更新' : '電子証明書取得')
      await page.getByLabel('お客様 ID').fill(customerId)
      await page.getByLabel('パスワード').fill(password)
      return press('ログイン')
    case '電子証明書取得':
      await page.getByLabel('取得用パスワード').fill(oneTimePassword ?? '')
      return press('電子証明書取得')
    case '電子証明書更新通知':
      return press('証明書更新')
    case '電子証明書更新開始':
      return press('更新')
    case 'Web アクセスの確認':
      return page.getByTestId('consent-yes').click({ timeout: 5000 })
    default:
      throw new Error(`nobody knows what to do in ${title}`)
  }
}

const asking =
  /^(ログイン|電子証明書取得|電子証明書更新(通知|開始)|電子証明書発行.*|.*できませんでした.*|メイン|Web アクセスの確認)$/

async function settled(app: ElectronApplication): Promise<Sight | undefined> {
  const pages = app.windows().filter((page) => !page.isClosed())
  const page =
    pages.find((one) => one.url().endsWith('/consent.html')) ?? pages.find((one) => one.url().endsWith('/index.html'))
  if (page === undefined) return undefined
  const readTitle = () => page.getByRole('heading', { level: 1 }).textContent({ timeout: 1000 })
  const title = (await readTitle()) ?? ''
  if (!asking.test(title)) return undefined
  // While the journal is read, and while somebody is let in, ログイン is there without anything to press but the way to
  // the help; so is 電子証明書発行中.
  const aside = '.side-links *, [data-testid="frame-help"]'
  const waits = await page.locator(`button:not([disabled]):not([aria-disabled="true"]):not(${aside})`).count()
  const open =
    title === 'ログイン' ? await page.locator('[data-testid="login-status"], [data-testid="login-submit"]').count() : 1
  // What was counted may have been on the next page already.
  return waits > 0 && open > 0 && (await readTitle()) === title ? { title, page } : undefined
}

/** Waits until something else is shown than this. */
async function changed(app: ElectronApplication, { title, page }: Sight): Promise<void> {
  const gone = watch(app)
  for (let turn = 0; turn < 100 && !gone.is; turn++) {
    if (page.isClosed()) return
    const now = await page.getByRole('heading', { level: 1 }).textContent({ timeout: 1000 })
    const asked = app.windows().some((one) => !one.isClosed() && one.url().endsWith('/consent.html') && one !== page)
    if (now !== title || asked) return
    await Promise.race([gone.promise, new Promise((resolve) => setTimeout(resolve, 30))])
  }
}

/** One for each app: listeners would pile up. */
const watches = new WeakMap<ElectronApplication, { is: boolean; readonly promise: Promise<void> }>()

function watch(app: ElectronApplication): { readonly is: boolean; readonly promise: Promise<void> } {
  const known = watches.get(app)
  if (known !== undefined) return known
  const process = app.process()
  let over = (): void => undefined
  const gone = {
    is: process.exitCode !== null || process.signalCode !== null,
    promise: new Promise<void>((resolve) => (over = resolve)),
  }
  process.once('exit', () => {
    gone.is = true
    over()
  })
  watches.set(app, gone)
  return gone
}
