/** One app for several tests, each of which leaves it at ログイン: to start one takes longer than most of them take. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { prepareFolder } from './banks/starting-point.ts'
import { type Demo, expect, heading, launch, launchDemo, type LaunchOptions, test } from './app.ts'
import { shareBank } from './banks/shared-bank.ts'

interface AtLogin {
  readonly demo: Demo
  readonly window: Page
}

interface Opened extends AtLogin {
  /** Ends the app and starts it in the same folder, after what is done there meanwhile: from then on, this one is shared. */
  readonly restart: (meanwhile?: () => Promise<void>) => Promise<Opened>
}

/**
 * Belongs into a file or a `describe`, whose tests then share the app. Each finds its window opened anew, with a page and a
 * process that no other test has seen. What else a test has put into the app it takes away, and one that goes on from
 * ログイン is the last one. After a failure Playwright goes on in another process, and so with another app.
 */
export function shareApp(options: LaunchOptions = {}): () => Promise<Opened> {
  const bank = shareBank(options.certificate)
  let demo: Demo
  const begin = async (): Promise<void> => void untouched.add((demo = await launch(bank(), options)))
  test.beforeAll(begin)
  // The last test may have ended it.
  test.afterAll(() => demo.close().catch(() => undefined))
  const atLogin = async (): Promise<Opened> => ({ ...(await openAnew(demo)), restart })
  async function restart(meanwhile?: () => Promise<void>): Promise<Opened> {
    await demo.close()
    await meanwhile?.()
    await begin()
    return atLogin()
  }
  return atLogin
}

/**
 * A demo, which has a second window beside the app's, for files whose last test, too, leaves the app at ログイン, and nothing
 * in it: all files that ask for it share one in each process of tests. What they have in common is their bank and their key
 * store; no test renews.
 */
export function shareDemoWithFiles(): () => Promise<AtLogin> {
  let demo: Demo
  test.beforeAll(async ({ passedOn }) => {
    demo = passedOn.demo ??= await beginDemo()
  })
  test.afterAll(async () => {
    if (demo.openPages().includes('index.html')) {
      await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
      await demo.closeWindow()
    }
    await expect.poll(() => demo.openPages().filter((name) => name !== 'demo.html')).toEqual([])
  })
  return () => openAnew(demo)
}

/** Whose first window is still as it was opened. */
const untouched = new WeakSet<Demo>()

async function beginDemo(): Promise<Demo> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-e2e-'))
  await prepareFolder(folder)
  const demo = await launchDemo(folder)
  untouched.add(demo)
  return demo
}

async function openAnew(demo: Demo): Promise<AtLogin> {
  const isFirst = untouched.delete(demo)
  if (!isFirst && demo.openPages().includes('index.html')) await demo.closeWindow()
  const window = await (isFirst ? demo.window() : demo.reopen())
  await expect(heading(window, 'ログイン')).toBeVisible()
  return { demo, window }
}
