/**
 * Faults of ours, which nobody foresaw: each is recorded, and told in the user's language with what is safe. Without
 * these listeners Electron shows a box of its own, in English and with a stack, or nothing at all.
 */
import { app, BrowserWindow, dialog } from 'electron'
import { faultWords } from '../words/fault-words.ts'
import { language } from '../words/words.ts'
import { kindOf } from '../windows/open-window.ts'
import { beginAnew } from './begin-anew.ts'
import { product } from '../../renewal/product/product.ts'

export type Fault =
  | { readonly kind: 'uncaught-exception' | 'unhandled-rejection'; readonly error: unknown }
  | { readonly kind: 'render-process-gone' | 'child-process-gone'; readonly reason: string }

type Tell = (fault: Fault) => void

/** ms in which a page that was loaded anew may not end once more: it would do so for ever. */
const secondTime = 60_000

/** Faults before there is a log wait for it. */
let waiting: Fault[] | undefined = []
let tell: Tell = (fault) => void waiting?.push(fault)

/** From now on faults are told, those that came before first. */
export function tellFaults(to: Tell): void {
  waiting?.forEach(to)
  waiting = undefined
  tell = to
}

/** Listens to all that can go wrong in this process and in those of its windows. */
export function watchFaults({ onFatal = showFault }: { readonly onFatal?: () => void } = {}): void {
  const fatal = (fault: Fault): void => {
    tell(fault)
    onFatal()
  }
  process.on('uncaughtException', (error) => fatal({ kind: 'uncaught-exception', error }))
  process.on('unhandledRejection', (error) => fatal({ kind: 'unhandled-rejection', error }))
  app.on('child-process-gone', (_event, { reason }) => {
    // A helper process that was ended on purpose, such as the key store's when it has nothing to do.
    if (reason !== 'clean-exit' && reason !== 'killed') tell({ kind: 'child-process-gone', reason })
  })
  const loadedAnew = new WeakMap<Electron.WebContents, number>()
  app.on('render-process-gone', (_event, contents, { reason }) => {
    if (reason === 'clean-exit') return
    tell({ kind: 'render-process-gone', reason })
    const kind = kindOf(contents)
    if (kind === undefined) return
    // Who is asked something and loses the question has not answered it: the window closes, which is いいえ.
    if (kind === 'consent' || kind === 'proxy' || kind === 'password')
      return BrowserWindow.fromWebContents(contents)?.destroy()
    const before = loadedAnew.get(contents)
    if (before !== undefined && Date.now() - before < secondTime) return onFatal()
    loadedAnew.set(contents, Date.now())
    contents.reload()
  })
}

let isShown = false
let helpDeskIn: (language: 'ja' | 'en') => string | undefined = () => undefined

/** @param known whom the bank that is shown has named: phone, hours and the like in one line; undefined: nobody */
export function nameHelpDesk(known: typeof helpDeskIn): void {
  helpDeskIn = known
}

/** Tells the user, and starts the app anew or ends it. What follows a fault until it is answered is only recorded. */
function showFault(): void {
  if (isShown) return
  isShown = true
  const spoken = app.isReady() ? language() : 'ja'
  const words = faultWords[spoken]
  const helpDesk = helpDeskIn(spoken)
  const { message, restart, quit } = words
  const detail = helpDesk === undefined ? words.detail : `${words.detail}\n\n${words.helpDesk}: ${helpDesk}`
  if (!app.isReady()) {
    // There can be no other box yet.
    dialog.showErrorBox(product.name[language()], `${message}\n\n${detail}`)
    return app.exit(1)
  }
  const options = {
    type: 'error',
    title: product.name[language()],
    message,
    detail,
    buttons: [restart, quit],
    noLink: true,
  } as const
  const chosen = dialog.showMessageBoxSync({ ...options, buttons: [...options.buttons], defaultId: 0, cancelId: 1 })
  if (chosen === 0) beginAnew()
  app.exit(1)
}
