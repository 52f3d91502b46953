/** The pictures that the help and the papers show. `npm run screenshots` takes them anew; no test compares them. */
import path from 'node:path'
import { appRoot } from '../stage/app.ts'
import { expect, languages, test } from './stage.ts'

const shown = [
  'login',
  'notice',
  'preparing',
  'consent-request',
  'completion',
  'main',
  'acquire',
  'ended-failed',
  'watch',
  'genuine',
  'setup',
]

for (const name of shown) {
  test(`a picture of ${name} is taken in each language`, async ({ stage }) => {
    for (const language of languages) {
      const page = await stage.show(name, language)
      const file = path.join(appRoot, `build/docs/pictures/${name}-${language}.png`)
      expect((await page.screenshot({ path: file, fullPage: true, animations: 'disabled' })).length).toBeGreaterThan(0)
    }
  })
}
