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
  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'koshin-e2e-'))
    const { certificate = 'due' } = options
    await prepareFolder(folder, certificate, (other) => launch(other, { certificate }))
    demo = await launch(folder, options)
    isFirst = true
  })
  test.afterAll(async () => {
    await demo.close()
    removeFolder(folder)
  })
  return async () => {
    if (!isFirst && demo.openPages().includes('index.html')) await demo.closeWindow()
    const window = await (isFirst ? demo.window() : demo.reopen())
    isFirst = false
    await expect(heading(window, 'ログイン')).toBeVisible()
    return { demo, window }
  }
}
