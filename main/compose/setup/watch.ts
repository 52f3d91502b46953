/** Every bank's certificates on this computer, watched while no bank is set: the window, reminders, and the tray. */
import { setTimeout } from 'node:timers/promises'
import { app, type BrowserWindow } from 'electron'
import { type View, watchChannels } from '../../../preload/contract.ts'
import { compared } from '../../desktop/genuine/compared.ts'
import { createAnnouncer } from '../../desktop/notices/announcer.ts'
import { createNotifier, type Reminded } from '../../desktop/notices/notifier.ts'
import { tellStatus } from '../../desktop/notices/tray.ts'
import { words } from '../../desktop/words/words.ts'
import { onWakeUp } from '../../desktop/lifecycle/wake-ups.ts'
import { handleChannels } from '../../desktop/windows/ipc.ts'
import { openSavedPage } from '../../desktop/windows/questions/saved-page.ts'
import type { Recorder } from '../../logging/events.ts'
import { traceOf } from '../../logging/trace.ts'
import { daysLeft, type LifeStatus } from '../../renewal/certificates/certificate.ts'
import type { Failure } from '../../renewal/errors.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import { defaultRule, policyOf } from '../../renewal/watched/card.ts'
import type { FoundCertificate } from '../../renewal/watched/certificate.ts'
import type { GivenByOrganisation, WatchedLine } from '../../renewal/watched/line.ts'
import { createWatch, mostUrgent } from '../../renewal/watched/watch.ts'
import { openNotices } from '../../storage/notices.ts'
import { openWatchCards } from '../../storage/watch-cards.ts'
import { readFound } from '../../x509/usage.ts'

interface WatchingOptions {
  readonly keyStore: KeyStore
  readonly stateFolder: string
  /** What the machine's policy decided of a certificate. */
  readonly given: (certificate: FoundCertificate) => GivenByOrganisation
  readonly origin: string
  /** The app's window, opened if there is none. */
  readonly open: () => BrowserWindow
  /** What the window shows, or the tray tells, has changed. */
  readonly onChange: () => void
  readonly record: Recorder
}

/** ms for which a first window waits for a key store. */
const keyStorePatience = 3000

type WatchView = View & { window: 'watch' }

export function startWatch({ keyStore, stateFolder, given, origin, open, onChange, record }: WatchingOptions) {
  const clock = Date.now
  const watch = createWatch({ keyStore, read: readFound, cards: openWatchCards(stateFolder), given, clock })
  const reminders = createNotifier({
    announcer: createAnnouncer(),
    notices: openNotices(stateFolder),
    from: ({ thumbprint }) => lineAbout(thumbprint)?.name ?? '',
    policy: ({ thumbprint }) => policyOf(lineAbout(thumbprint)?.rule ?? defaultRule),
    clock,
    open: () => void open(),
    renew: () => void open(),
    renews: false,
  })
  let failed: Failure | undefined
  let isSettingUp = false

  const lineAbout = (thumbprint: string) => watch.lines().find(({ newest }) => newest.thumbprint === thumbprint)
  const page = (id: string) => watch.lines().find((line) => line.id === id)?.page

  function changed(): void {
    const due = watch
      .watched()
      .filter(({ status }) => status === 'due')
      .map(remindedOf)
    reminders.retract(due)
    reminders.remind(due)
    onChange()
  }

  handleChannels('app', origin, watchChannels, {
    'watch:choose'({ id, watched: wanted }) {
      told(watch.choose(id, wanted))
      changed()
    },
    'watch:page'({ id, page: address }) {
      const line = watch.lines().find((one) => one.id === id)
      if (line === undefined) return
      const { name, note = '', elsewhere = [] } = line.card
      const text = { name: name ?? line.name, note, rule: line.rule, elsewhere: elsewhere.map((one) => one.text) }
      told(watch.save(id, { ...text, page: address === '' ? '' : plainAddress(address) }))
      changed()
    },
    'watch:open'(id) {
      const address = page(id)
      if (address !== undefined && address !== '') void openSavedPage(address, open()).catch(onFailure)
    },
    'watch:seen'(id) {
      told(watch.acknowledge(id))
      changed()
    },
    'watch:set-up'() {
      isSettingUp = true
      onChange()
    },
    'watch:back'() {
      isSettingUp = false
      onChange()
    },
  })
  function told(result: { readonly ok: true } | { readonly ok: false; readonly failure: Failure }): void {
    failed = result.ok ? undefined : result.failure
  }

  async function check(): Promise<void> {
    told(await watch.refresh())
    changed()
  }
  const onFailure = (error: unknown): void => record('app.check-failed', traceOf(error))
  const looked = Promise.race([onWakeUp(check, onFailure), setTimeout(keyStorePatience)])
  // Whoever comes back from the bank's page with a new certificate sees that it is here.
  app.on('browser-window-focus', () => void check().catch(onFailure))

  return {
    /** Resolves once it is known what there is, or it takes too long. */
    looked,
    /** Is there anything to show? */
    hasView: () => watch.lines().length > 0 || failed !== undefined,
    check,
    isWatching: () => watch.watched().length > 0,
    /** What is true of those that are watched. */
    compared: () =>
      watch.watched().map(({ newest, rule, status, renewUntil }) => ({
        ...compared(newest, policyOf(rule), { now: clock(), underWay: false }),
        ...{ status, renewUntil },
      })),
    /** undefined while there is nothing to show, or the user sets up a bank. */
    view: (): WatchView | undefined =>
      isSettingUp ? undefined : viewOf(watch.lines(), failed ?? watch.damage(), clock()),
    /** In one line, by the most urgent certificate; whoever is reminded of nothing has to know why. */
    status(): { readonly status: LifeStatus; readonly told: string } | undefined {
      const first = mostUrgent(watch.watched())
      if (first === undefined) return failed && { status: 'unusable', told: words().cannotLook }
      const { status, newest, name } = first
      return { status, told: `${name}: ${tellStatus(status, newest, clock())}` }
    },
  }
}

/** Nobody else's key is named: who renews is told by the lines themselves. */
const remindedOf = ({ newest, renewUntil }: WatchedLine): Reminded => ({
  ...newest,
  keyName: undefined,
  ...(renewUntil < newest.notAfter && { renewUntil }),
})

/** As it is asked, without a name and password that somebody may have typed into it: neither is kept in a file. */
function plainAddress(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}

/** Times in ms since the epoch. */
function viewOf(lines: readonly WatchedLine[], failure: Failure | undefined, now: number): WatchView | undefined {
  // Nothing found is something else than nothing to be read.
  if (lines.length === 0 && failure === undefined) return undefined
  return {
    window: 'watch',
    lines: lines.map(({ id, newest, kind, watched, page, status, renewedFrom }) => ({
      id,
      holder: newest.holder,
      issuer: newest.issuer,
      serial: newest.serial,
      notAfter: newest.notAfter,
      daysLeft: daysLeft(newest, now),
      status,
      kind,
      watched,
      ...(page === undefined ? {} : { page }),
      ...(renewedFrom === undefined ? {} : { renewedFrom: renewedFrom.serial }),
    })),
    ...(failure === undefined ? {} : { failure }),
  }
}
