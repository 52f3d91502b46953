/** 本物確認 and the lock, put together for the app with a bank and for the one without. */
import { genuineChannels, type GenuineChannels } from '../../preload/contract.ts'
import { everyMinute } from '../desktop/lifecycle/every-minute.ts'
import { createGenuine, type KnownBank } from '../desktop/genuine/genuine.ts'
import { handleChannels, type Handlers } from '../desktop/windows/ipc.ts'
import type { AskConsent } from '../desktop/windows/questions/consent.ts'
import type { RenewalLock } from '../renewal/lock.ts'
import type { AppWindow } from './window/app-window.ts'

interface GenuineParts {
  readonly banks: () => readonly KnownBank[]
  readonly lock: RenewalLock
  readonly askConsent: AskConsent
  readonly window: AppWindow
  readonly onView: () => void
  readonly onLock: () => void
  readonly open: () => void
  readonly back: () => void
  /** Is its page the one that is shown? */
  readonly isShown: () => boolean
  readonly origin: string
}

export function composeGenuine({ banks, lock, askConsent, window, onView, onLock, ...parts }: GenuineParts) {
  const { open, back, isShown, origin } = parts
  const genuine = createGenuine({
    banks,
    lock,
    onView,
    onLock,
    askToLift: (until) =>
      askConsent({ question: 'lift-lock', ...(until === undefined ? {} : { until }) }, window.open()),
  })
  /** A page that was taken over presses no button of a page that nobody sees; the answer does not wait for the work. */
  const where = (press: () => void): undefined => {
    if (isShown()) press()
  }
  handleChannels<GenuineChannels>('app', origin, genuineChannels, {
    'genuine:open': () => void open(),
    'genuine:back': () => where(back),
    'genuine:check': ({ bank, code, customerId }) => where(() => void genuine.check(bank, code, customerId)),
    'genuine:lock': () => where(genuine.lock),
    'genuine:lift': () => where(() => void genuine.lift()),
  } satisfies Handlers<GenuineChannels>)
  // It ends by itself, and what tells of it ends with it.
  let known = genuine.lockedUntil()
  everyMinute(() => {
    const now = genuine.lockedUntil()
    if (now === known) return
    known = now
    onLock()
  })
  return { ...genuine, open }
}

/** As the windows' frames show it. */
export const lockTold = (lockedUntil: number | undefined) => (lockedUntil === undefined ? {} : { lockedUntil })
