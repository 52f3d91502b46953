/** Who asks for the app's window from outside: a second start of the app, an address, the dock. */
import { app } from 'electron'
import { addressAmong, type AddressedPage, visit } from './addresses.ts'

export interface Desktop {
  /** Brings the app's window to the front, opening it if there is none. */
  open(): void
  /** Brings up what an address asks for. */
  readonly visit: (page: AddressedPage) => void
}

export interface Activation {
  /** Asks as they do. */
  readonly open: () => void
  /** From now on there is somebody to answer; what was asked for before is answered at once. */
  lead(to: Desktop, onIgnored: () => void): void
}

/** To be called before the app is ready. @param argv the arguments of this start */
export function listenForActivation(argv: readonly string[]): Activation {
  let answering: { readonly desktop: Desktop; readonly onIgnored: () => void } | undefined
  // What is asked for before there is anybody to answer waits for it.
  let waiting = addressAmong(argv)
  let isWaiting = waiting !== undefined

  function goTo(address: string | undefined): void {
    if (answering === undefined) {
      isWaiting = true
      waiting = address ?? waiting
    } else if (address === undefined) answering.desktop.open()
    else visit(address, answering.desktop.visit, answering.onIgnored)
  }
  app.on('second-instance', (_event, others, _folder, sent) => {
    // Device management tries every day: nobody's window may come up for that.
    if ((sent as { readonly unattended?: boolean } | undefined)?.unattended !== true) goTo(addressAmong(others))
  })
  app.on('open-url', (event, address) => {
    event.preventDefault()
    goTo(address)
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
