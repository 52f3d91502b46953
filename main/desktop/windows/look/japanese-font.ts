/** Can this desktop show Japanese? Windows and macOS always can; a Linux desktop has the fonts that were installed. */
import { execFile } from 'node:child_process'

/** ms: fontconfig answers in a few, after new fonts it reads them all. */
const patience = 3000

/** Is there certainly no font for Japanese? By fontconfig's own tool; where that is not there, nobody knows. */
export function lacksJapaneseFont(platform = process.platform, tool = 'fc-match'): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(false)
  return new Promise((resolve) => {
    // The best that there is, whatever it can do: what it can stands in the list of its languages, `en|ja|zh-tw`.
    execFile(tool, ['--format', '%{lang}', ':lang=ja'], { timeout: patience }, (error, languages) =>
      resolve(error === null && !languages.split('|').includes('ja')),
    )
  })
}
