/** The certificates of this computer that no bank's settings are for, watched: with and without a bank beside them. */
import { setTimeout } from 'node:timers/promises'
import { app } from 'electron'
import { type View, watchChannels } from '../../../preload/contract.ts'
import type { KnownBank } from '../../desktop/genuine/genuine.ts'
import { createAnnouncer } from '../../desktop/notices/announcer.ts'
import { tellStatus } from '../../desktop/notices/tray.ts'
import { everyMinute } from '../../desktop/lifecycle/every-minute.ts'
import { onWakeUp } from '../../desktop/lifecycle/wake-ups.ts'
import { createWatchDesk, type WatchDesk } from '../../desktop/watched/desk.ts'
import { handleChannels } from '../../desktop/windows/ipc.ts'
import type { AskConsent } from '../../desktop/windows/questions/consent.ts'
import { openSavedPage } from '../../desktop/windows/questions/saved-page.ts'
import { words } from '../../desktop/words/words.ts'
import type { Recorder } from '../../logging/events.ts'
import { traceOf } from '../../logging/trace.ts'
import type { LifeStatus } from '../../renewal/certificates/certificate.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import type { FoundCertificate } from '../../renewal/watched/certificate.ts'
import { bankOf } from '../../renewal/watched/bank.ts'
import type { GivenByOrganisation, WatchedLine } from '../../renewal/watched/line.ts'
import { createWatch } from '../../renewal/watched/watch.ts'
import type { ToldBank } from '../../storage/bank-file/watched-banks.ts'
import { openNotices } from '../../storage/told/notices.ts'
import { openWatchCards } from '../../storage/told/watch-cards.ts'
import { readFound } from '../../x509/usage.ts'
import type { AppWindow } from '../window/app-window.ts'
import { knownBanks } from './known-banks.ts'

interface WatchingOptions {
  readonly keyStore: KeyStore
  readonly stateFolder: string
  /** What the machine's policy decided of a certificate. */
  readonly given: (certificate: FoundCertificate) => GivenByOrganisation
  /** Whose customers renew on the bank's own page. */
  readonly banks: readonly ToldBank[]
  readonly origin: string
  readonly window: AppWindow
  readonly ask: AskConsent
  /** Brings its page before the user. */
  readonly open: () => void
  /** What the window shows, or the tray tells, has changed. */
  readonly onChange: () => void
  readonly record: Recorder
  /** Where a bank is set. */
  readonly beside?: {
    /** Is it one of the bank's? */
    readonly isServed: (thumbprint: string) => boolean
    /** Leads back to the bank's window. */
    readonly leave: () => void
    /** The bank's certificates are known, as far as they can be: until then nobody is reminded of them twice. */
    readonly looked: Promise<unknown>
  }
}

/** ms for which a first window waits for a key store. */
const keyStorePatience = 3000

export type Watching = ReturnType<typeof startWatch>

export function startWatch({ keyStore, stateFolder, origin, window, record, beside, ...options }: WatchingOptions) {
  const clock = Date.now
  let isSettingUp = false
  const watch = createWatch({
    keyStore,
    read: readFound,
    cards: openWatchCards(stateFolder),
    given: options.given,
    suggested: (certificate) => bankOf(options.banks, certificate),
    ...(beside === undefined ? {} : { isServed: beside.isServed }),
    clock,
  })
  const desk = createWatchDesk({
    watch,
    announcer: createAnnouncer(),
    notices: openNotices(stateFolder),
    ask: (question) => options.ask(question, window.open()),
    openPage: (address, by) => void openSavedPage(address, by, window.open()).catch(onFailure),
    open() {
      isSettingUp = false
      options.open()
    },
    leave: beside?.leave,
    isSeen: () => window.current()?.isFocused() === true,
    onChange: options.onChange,
    clock,
  })

  const setUp = (wanted: boolean) => (): undefined => {
    isSettingUp = wanted
    options.onChange()
  }
  handleChannels('app', origin, watchChannels, {
    ...channelsOf(desk),
    'watch:set-up': setUp(true),
    'watch:back': setUp(false),
  })

  const check = (): Promise<void> => desk.check()
  function onFailure(error: unknown): void {
    record('app.check-failed', traceOf(error))
  }
  const begun = Promise.resolve(beside?.looked).then(() => onWakeUp(check, onFailure))
  const looked = Promise.race([begun, setTimeout(keyStorePatience)])
  // Whoever comes back from the bank's page with a new certificate sees that it is here.
  app.on('browser-window-focus', () => void begun.then(check).catch(onFailure))
  // While a window is open a successor is noticed within a minute.
  everyMinute(() => {
    if (window.current()?.isVisible() === true) void begun.then(check).catch(onFailure)
  })

  return {
    /** Resolves once it is known what there is, or it takes too long. */
    looked,
    /** Resolves once it is known what there is, however long that takes. */
    begun,
    isQuietUntil: desk.isQuietUntil,
    hasView: desk.hasView,
    check,
    isWatching: () => desk.watched().length > 0,
    openList: desk.openList,
    openNotice: desk.openNotice,
    /** The one that asks for its user now. */
    asking() {
      const first = desk.mostUrgent()
      if (first === undefined || (first.status !== 'due' && first.status !== 'grace')) return undefined
      return { status: first.status, thumbprint: first.newest.thumbprint, told: tellLine(first, clock()) }
    },
    reminded: desk.reminded,
    knowledge: desk.knowledge,
    notes: desk.notes,
    watched: desk.watched,
    /** What is true of those that are watched, by the bank that told of them, if one did. */
    known: (): readonly KnownBank[] => knownBanks(options.banks, desk.watched(), clock()),
    /** The same of the banks alone whose certificates are here. */
    told: (): readonly KnownBank[] =>
      knownBanks(options.banks, desk.watched(), clock()).filter(
        ({ name, certificates }) => name !== undefined && certificates().length > 0,
      ),
    /** undefined while there is nothing to show, or the user sets up a bank. */
    view: (): View | undefined => (isSettingUp ? undefined : desk.view()),
    /** In one line, by the most urgent certificate; whoever is reminded of nothing has to know why. */
    status(): { readonly status: LifeStatus; readonly told: string } | undefined {
      const first = desk.mostUrgent()
      const failure = desk.failure()
      if (first === undefined) return failure && { status: 'unusable', told: words().cannotLook }
      return { status: first.status, told: tellLine(first, clock()) }
    },
  }
}

const tellLine = ({ name, status, newest }: WatchedLine, now: number): string =>
  `${name}: ${tellStatus(status, newest, now)}`

/** The answer does not wait for the user's. */
const channelsOf = ({ buttons }: WatchDesk) => ({
  'watch:choose': ({ id, watched }: { id: string; watched: boolean }) => void buttons.choose(id, watched),
  'watch:edit': (id: string) => void buttons.edit(id),
  'watch:save': ({ id, ...text }: Parameters<typeof buttons.save>[1] & { id: string }) =>
    void buttons.save(id, { ...text, page: plainAddress(text.page) }),
  'watch:tick': ({ id, index, done }: { id: string; index: number; done: boolean }) =>
    void buttons.tick(id, index, done),
  'watch:open': (id: string) => void buttons.openPage(id),
  'watch:seen': (id: string) => void buttons.seen(id),
  'watch:hide': ({ id, thumbprint }: { id: string; thumbprint: string }) => void buttons.hide(id, thumbprint),
  'watch:show': ({ id, thumbprint }: { id: string; thumbprint: string }) => void buttons.show(id, thumbprint),
  'watch:snooze': () => void buttons.snooze(),
  'watch:mute': () => void buttons.mute(),
  'watch:list': () => void buttons.list(),
})

/** As it is asked, without a name and password that somebody may have typed into it: neither is kept in a file. */
function plainAddress(address: string): string {
  if (address === '') return ''
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
