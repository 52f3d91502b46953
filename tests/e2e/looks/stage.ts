/** A stage for the built pages: any window in any state, language and theme, in well under a second each. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { test as base, type ElectronApplication, expect, type Page } from '@playwright/test'
import { launchEnvironment } from '../stage/app.ts'
import { giveReaderAlways } from '../stage/axe.ts'
import { chromiumSwitches, launchElectron } from '../stage/electron.ts'
import { windowSizes } from '../../../main/desktop/windows/look/sizes.ts'
import { type Scene, scenes } from './scenes.ts'

export { expect }

export const languages = ['ja', 'en'] as const
export const themes = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  contrast: { colorScheme: 'dark', forcedColors: 'active' },
} as const
export type Language = (typeof languages)[number]
export type Theme = keyof typeof themes

/** The one family that is drawn with, on every machine that has it: Debian's fonts-noto-cjk. */
export const pictureFont = 'Noto Sans CJK JP'

interface Told {
  readonly scenes: Readonly<Record<string, Scene>>
  readonly font: string
}

/** Runs in the page before its own scripts: bridges that show the scene named in the address, and do nothing. */
function standIn({ scenes: known, font }: Told): void {
  const asked = new URL(location.href).searchParams
  const inJapanese = known[asked.get('scene') ?? '']
  // A bank names itself as its customers read it.
  const named = (text: string): string =>
    asked.get('language') === 'en' ? text.replaceAll('デモ銀行', 'Demo Bank') : text
  const scene = inJapanese && (JSON.parse(named(JSON.stringify(inJapanese))) as Scene)
  const nothing = (): Promise<void> => Promise.resolve()
  const room: object = new Proxy({}, { get: () => nothing })
  const never = () => () => undefined
  const bridge = (own: Record<PropertyKey, unknown>): object =>
    new Proxy(own, { get: (_own, name) => own[name] ?? room })
  if (scene?.page === 'index.html') {
    const told = {
      opening: nothing,
      view: () => Promise.resolve(scene.view),
      banks: () => Promise.resolve(scene.banks),
    }
    const onView = (listen: unknown) => {
      Object.assign(window, { showView: listen })
      return never()
    }
    Object.assign(window, { koshin: bridge({ ...told, onView, onBanks: never }) })
  } else if (scene?.page === 'demo.html') {
    Object.assign(window, {
      koshinDemo: { state: () => Promise.resolve(scene.state), onState: never, openApp: nothing },
    })
  } else if (scene !== undefined) {
    const asking = { question: () => Promise.resolve(scene.question), answer: nothing }
    Object.assign(window, { koshinConsent: asking, koshinProxy: asking, koshinPassword: asking })
  }
  document.addEventListener('DOMContentLoaded', () => {
    document.documentElement.style.setProperty('--font', `'${font}'`)
    document.documentElement.style.setProperty('--font-mono', `'Noto Sans Mono CJK JP', '${font}'`)
  })
}

/** As the product opens the window. */
function sizeOf({ page }: Scene): { width: number; height: number } {
  return windowSizes[
    page === 'index.html' ? 'app' : (path.basename(page, '.html') as 'consent' | 'proxy' | 'password' | 'demo')
  ]
}

export class Stage {
  constructor(
    readonly app: ElectronApplication,
    readonly page: Page,
  ) {}

  /** Whether it is a question in a window of its own, with buttons that must be in sight. */
  asks(name: string): boolean {
    return ['consent.html', 'proxy.html', 'password.html'].includes(scenes[name]!.page)
  }

  /** As the product inserts one into its windows. */
  insertStyle(style: string): Promise<void> {
    return this.app.evaluate(async ({ BrowserWindow }, css) => {
      await BrowserWindow.getAllWindows()[0]!.webContents.insertCSS(css)
    }, style)
  }

  async show(name: string, language: Language, theme: Theme = 'light'): Promise<Page> {
    const { page } = this
    const scene = scenes[name]!
    await page.setViewportSize(sizeOf(scene))
    // Wherever the display's own pointer rests: nothing of a window is at its very corner.
    await page.mouse.move(0, 0)
    // Before the page is loaded: Chromium does not draw the ground of a page anew when these change.
    await page.emulateMedia(themes[theme])
    await page.goto(`app://koshin/${scene.page}?language=${language}&scene=${name}`)
    const window = scene.page === 'index.html' ? scene.view.window : path.basename(scene.page, '.html')
    await expect(page.getByTestId(`window-${window === 'demo' ? 'demo-bank' : window}`)).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    if (scene.page === 'consent.html') {
      await expect(page.getByTestId('consent-yes')).toHaveAttribute('aria-disabled', 'false')
    }
    return page
  }
}

/** @param folder for what the program writes */
export async function openStage(
  folder: string,
  switches: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const plain = ['--force-device-scale-factor=1', '--font-render-hinting=none', '--disable-lcd-text', '--lang=ja']
  const args = [...chromiumSwitches, ...plain, ...switches, path.join(import.meta.dirname, 'gallery')]
  const app = await launchElectron(args, { ...launchEnvironment(folder), ...environment, TZ: 'Asia/Tokyo' })
  const page = await app.firstWindow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.addInitScript(standIn, { scenes, font: pictureFont })
  await giveReaderAlways(page)
  return new Stage(app, page)
}

export const test = base.extend<object, { stage: Stage }>({
  stage: [
    // Playwright reads from this pattern that the fixture needs no other.
    async ({}, use, { project }) => {
      const stage = await openStage(project.outputDir)
      await use(stage)
      await stage.app.close()
    },
    { scope: 'worker' },
  ],
})

export function fontIsThere(): boolean {
  try {
    return execFileSync('fc-match', ['-f', '%{family}', pictureFont], { encoding: 'utf8' }).includes(pictureFont)
  } catch {
    return false
  }
}
