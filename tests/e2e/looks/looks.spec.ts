/** Each window as it looked when it was last found good; `npm run screenshots` takes the pictures anew. */
import { execFileSync } from 'node:child_process'
import { expect, languages, pictureFont, type Theme, test, themes } from './stage.ts'
import { scenes } from './scenes.ts'

const hasFont = fontIsThere()
if (!hasFont)
  console.warn(`looks: "${pictureFont}" (Debian: fonts-noto-cjk) is not installed; pictures are not compared`)

for (const name of Object.keys(scenes)) {
  test(`${name} looks as it did`, async ({ stage }) => {
    test.skip(!hasFont, `the font of the pictures, ${pictureFont}, is not installed`)
    for (const language of languages) {
      for (const theme of Object.keys(themes) as Theme[]) {
        const page = await stage.show(name, language, theme)
        // A glyph may be drawn a little differently elsewhere; a moved or lost piece is far more than this.
        await expect.soft(page).toHaveScreenshot(`${name}-${language}-${theme}.png`, {
          fullPage: true,
          animations: 'disabled',
          maxDiffPixelRatio: 0.002,
          threshold: 0.2,
        })
      }
    }
  })
}

function fontIsThere(): boolean {
  try {
    return execFileSync('fc-match', ['-f', '%{family}', pictureFont], { encoding: 'utf8' }).includes(pictureFont)
  } catch {
    return false
  }
}
