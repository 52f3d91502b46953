/** A start that cannot go on ends, and says why: by a closing line, on the console, or in a box where nobody reads one. */
import path from 'node:path'
import { app, dialog } from 'electron'
import { complain } from '../cli/console.ts'
import type { Command } from '../cli/unattended/command.ts'
import { exitCodes, outcomeOf } from '../cli/unattended/outcomes.ts'
import { refusalWords } from '../desktop/words/refusal-words.ts'
import { language } from '../desktop/words/words.ts'
import { done, failure, type Failure, type Result } from '../renewal/errors.ts'
import { checkFolder } from '../storage/instance-lock.ts'
import { isRootElsewhere } from './owner.ts'
import { throwAwayFolder } from './throw-away-folder.ts'
import { placeOfMistake } from '../storage/settings/place-of-mistake.ts'
import { product } from '../renewal/product/product.ts'

interface Run {
  /** Of a run that ends with a result line. */
  readonly unattended: Command | 'unknown' | undefined
  readonly onConsole: boolean
}

let ended = false

/** Ends the process; what else would end it meanwhile is too late. */
export async function refuse(failed: Failure, { unattended, onConsole }: Run): Promise<void> {
  if (ended) return
  ended = true
  const outcome = outcomeOf(failed)
  // Whoever checks a bank has written the settings: where the mistake stands helps them most.
  const place = unattended === 'check-bank' ? placeOfMistake(failed) : undefined
  const text = [failed.code, ...(place === undefined ? [] : [place]), failed.cause ?? ''].join(': ')
  if (unattended !== undefined) {
    const { finish } = await import('../cli/unattended/lines.ts')
    try {
      finish(unattended, outcome, Date.now(), { version: app.getVersion(), failure: failed })
    } catch {
      // Nobody reads any more.
    }
  }
  if (onConsole || unattended !== undefined) complain(text)
  else await showRefusal(failed, text)
  app.exit(exitCodes[outcome])
}

async function showRefusal({ code }: Failure, text: string): Promise<void> {
  if (!app.isReady()) {
    // On Linux there is no box before; and what is refused may be the folder that Chromium would be ready with.
    useTemporaryProfile()
    await app.whenReady()
  }
  const words = refusalWords[language()]
  const known = code in words.causes ? words.causes[code as keyof typeof words.causes] : undefined
  if (known === undefined) return dialog.showErrorBox(product.name[language()], text)
  await dialog.showMessageBox({
    type: 'error',
    title: product.name[language()],
    message: known.message,
    detail: `${known.detail}\n\n${text}`,
    buttons: [words.quit],
    noLink: true,
  })
}

/** Chromium does not start without a folder that it can write: it gets one that goes with this process. */
export function useTemporaryProfile(): void {
  try {
    const folder = throwAwayFolder(`${product.program}-`)
    if (!hasUserData()) app.setPath('userData', folder)
    app.setPath('sessionData', folder)
    app.setPath('crashDumps', folder)
  } catch {
    // The disk may be full there, too; then Chromium's own message is all there is.
  }
}

/**
 * A relative $XDG_CONFIG_HOME (`~/.config` that no shell has read, mostly) is to be ignored, by its specification. Chromium
 * does not: records would lie wherever the app was started from, and what is under way would not be found from elsewhere.
 */
export function ignoreRelativeFolders(): void {
  const own = path.join(app.getPath('appData'), app.getName())
  if (path.isAbsolute(own)) return
  const isGiven = hasUserData() && app.getPath('userData') !== own
  app.setPath('appData', path.join(app.getPath('home'), '.config'))
  if (!isGiven) app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
}

/** Root begins nothing in the folders of another user. Fails with storage.access-denied. */
export function checkOwner(): Result<void> {
  const folders = [app.getPath('home'), ...(hasUserData() ? [app.getPath('userData')] : [])]
  const cause = 'root in the folders of another user: run it as that user, without sudo'
  return isRootElsewhere(...folders) ? failure('storage.access-denied', { cause }) : done
}

/** Can the app keep its records where it does? Where not even the folder can be made, Electron has no path for it. */
export function checkProfile(): Result<void> {
  return checkFolder(hasUserData() ? app.getPath('userData') : path.join(app.getPath('appData'), app.getName()))
}

function hasUserData(): boolean {
  try {
    return app.getPath('userData') !== ''
  } catch {
    return false
  }
}
