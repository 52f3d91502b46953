/** Who asks for the app's window from outside: a second start of the app, an address, a bank file, the dock. */
import { app } from 'electron'
import { addressAmong, type AddressedPage, visit } from './addresses.ts'
import { bankFileAmong } from './opened-file.ts'

export interface Desktop {
  /** Brings the app's window to the front, opening it if there is none. */
  open(): void
  /** Brings up what an address asks for. */
  readonly visit: (page: AddressedPage) => void
  /** Shows a bank file, by its path. */
  readonly openBankFile: (file: string) => void
}

export interface Activation {
  /** Asks as they do. */
  readonly open: () => void
  /** From now on there is somebody to answer; what was asked for before is answered at once. */
  lead(to: Desktop, onIgnored: () => void): void
}

/** What a start tells the one that has the lock, beside its arguments. */
export interface Sent {
  readonly unattended: boolean
  /** It only asks whether the lock has become free, or was to go into the tray, where the other one is already. */
  readonly silent: boolean
}

/** undefined: the window as it is. */
type Wish = { readonly address: string } | { readonly bankFile: string } | undefined

/** To be called before the app is ready. @param argv the arguments of this start @param folder it was started in */
export function listenForActivation(argv: readonly string[], folder = startFolder()): Activation {
  let answering: { readonly desktop: Desktop; readonly onIgnored: () => void } | undefined
  // What is asked for before there is anybody to answer waits for it.
  let waiting = wishAmong(argv, folder)
  let isWaiting = waiting !== undefined

  function goTo(wish: Wish): void {
    if (answering === undefined) {
      isWaiting = true
      waiting = wish ?? waiting
      return
    }
    const { desktop, onIgnored } = answering
    if (wish === undefined) desktop.open()
    else if ('bankFile' in wish) desktop.openBankFile(wish.bankFile)
    else visit(wish.address, desktop.visit, onIgnored)
  }
  app.on('second-instance', (_event, others, otherFolder, sent) => {
    // Device management tries every day: nobody's window may come up for that.
    const { unattended = false, silent = false } = (sent ?? {}) as Partial<Sent>
    if (!unattended && !silent) goTo(wishAmong(others, otherFolder))
  })
  app.on('open-url', (event, address) => {
    event.preventDefault()
    goTo({ address })
  })
  // macOS, for a file that is opened with the app.
  app.on('open-file', (event, file) => {
    event.preventDefault()
    goTo(wishAmong([file], '/'))
  })
  const open = (): void => goTo(undefined)
  // macOS sends this at the start itself, also where it is to be hidden.
  app.on('activate', () => answering?.desktop.open())
  return {
    open,
    lead(desktop, onIgnored) {
      answering = { desktop, onIgnored }
      if (isWaiting) goTo(waiting)
    },
  }
}

/** One that was removed meanwhile has no path; a bank file in it is not there, either. */
function startFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}

/** Whoever wrote an address may have written what stands beside it. */
function wishAmong(argv: readonly string[], folder: string): Wish {
  const address = addressAmong(argv)
  if (address !== undefined) return { address }
  const bankFile = bankFileAmong(argv, folder)
  return bankFile === undefined ? undefined : { bankFile }
}
