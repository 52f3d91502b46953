/** One app for several tests, each of which leaves it at ログイン: to start one takes longer than most of them take. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { type Demo, expect, heading, launch, type LaunchOptions, test } from './app.ts'
import { prepareFolder } from './starting-point.ts'

interface Opened {
  readonly demo: Demo
  readonly window: Page
  /** Ends the app and starts it in the same folder, after what is done there meanwhile: from then on, this one is shared. */
  readonly restart: (meanwhile?: () => Promise<void>) => Promise<Opened>
}

/**
 * Belongs into a file or a `describe`, whose tests then share the app. Each finds its window opened anew, with a page and a
 * process that no other test has seen. What else a test has put into the app it takes away, and one that goes on from
 * ログイン is the last one. After a failure Playwright goes on in another process, and so with another app.
 */
export function shareDemo(options: LaunchOptions = {}): () => Promise<Opened> {
  let folder: string
  let demo: Demo
  let isFirst: boolean
  const begin = async () => {
    demo = await launch(folder, options)
    isFirst = true
  }
  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'koshin-e2e-'))
    const { certificate = 'due' } = options
    await prepareFolder(folder, certificate, (other) => launch(other, { certificate }))
    await begin()
  })
  test.afterAll(async () => {
    // The last test may have ended it.
    await demo.close().catch(() => undefined)
    removeFolder(folder)
  })
  async function atLogin(): Promise<Opened> {
    if (!isFirst && demo.openPages().includes('index.html')) await demo.closeWindow()
    const window = await (isFirst ? demo.window() : demo.reopen())
    isFirst = false
    await expect(heading(window, 'ログイン')).toBeVisible()
    return { demo, window, restart }
  }
  async function restart(meanwhile?: () => Promise<void>): Promise<Opened> {
    await demo.close()
    await meanwhile?.()
    await begin()
    return atLogin()
  }
  return atLogin
}

async function launchAnywhere(): Promise<Demo> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-e2e-'))
  await prepareFolder(folder, 'due', (other) => launch(other, { certificate: 'due' }))
  return launch(folder)
}

/**
 * The same for tests that leave nothing behind which any other could come upon: files that ask for it, and not only their
 * tests, share one app in each process of tests, so that the last test of a file, too, gives it back at ログイン. The last
 * file may be any of them.
 */
export function shareDemoWithFiles(): () => Promise<Opened> {
  let demo: Demo
  let isFirst: boolean
  test.beforeAll(async ({ passedOn }) => {
    isFirst = passedOn.demo === undefined
    demo = passedOn.demo ??= await launchAnywhere()
  })
  test.afterAll(async () => {
    if (demo.openPages().includes('index.html')) {
      await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
      await demo.closeWindow()
    }
    await expect.poll(() => demo.openPages().filter((name) => name !== 'demo.html')).toEqual([])
  })
  return async () => {
    if (!isFirst && demo.openPages().includes('index.html')) await demo.closeWindow()
    const window = await (isFirst ? demo.window() : demo.reopen())
    isFirst = false
    await expect(heading(window, 'ログイン')).toBeVisible()
    return { demo, window }
  }
}
