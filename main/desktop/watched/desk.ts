/** The certificates that are only watched, as people see them: which page is shown, reminders, and what a button does. */
import type { CardNotes, HideQuestion, View } from '../../../preload/contract.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import { defaultPolicy } from '../../renewal/policy.ts'
import type { CardText } from '../../renewal/watched/card.ts'
import { isQuietUntil } from '../../renewal/certificates/reminders.ts'
import type { WatchedLine } from '../../renewal/watched/line.ts'
import { type createWatch, mostUrgent } from '../../renewal/watched/watch.ts'
import type { Notices } from '../../storage/told/notices.ts'
import type { Knowledge } from '../certificates/last-known.ts'
import type { Announcer } from '../notices/announcement.ts'
import { createNotifier, type Reminded } from '../notices/notifier.ts'
import { words } from '../words/words.ts'
import { drawCard, drawLines, drawNotes, drawNotice } from './draw.ts'

export interface WatchDeskPorts {
  readonly watch: ReturnType<typeof createWatch>
  readonly announcer: Announcer
  readonly notices: Notices
  /** Asks whether one that was replaced shall be hidden from choosers. */
  readonly ask: (question: HideQuestion) => Promise<boolean>
  /** Asks whether the page that the user saved, or an organisation or the bank gave, shall be opened, and opens it (https). */
  readonly openPage: (address: string, by: WatchedLine['pageBy']) => void
  /** Brings the pages before the user. */
  readonly open: () => void
  /** Leaves them, where there is something beside them. */
  readonly leave: (() => void) | undefined
  /** Does the user see them, or anything of the app, now? */
  readonly isSeen: () => boolean
  /** What a page shows, or the tray tells, has changed. */
  readonly onChange: () => void
  readonly clock: () => number
}

/** About a line, by its id; `list`: all of them. */
type Page = { readonly page: 'list' } | { readonly page: 'card' | 'notice'; readonly id: string }

export type WatchDesk = ReturnType<typeof createWatchDesk>

export function createWatchDesk({ watch, announcer, notices, clock, ...ports }: WatchDeskPorts) {
  let shown: Page = { page: 'list' }
  let failed: Failure | undefined
  let hasLooked = false
  /** Lines by the thumbprint that is reminded of: looked up once for each change. */
  let due: ReadonlyMap<string, WatchedLine> = new Map()
  let isAsking = false

  const reminders = createNotifier({
    announcer,
    notices,
    from: ({ thumbprint }) => due.get(thumbprint)?.name ?? '',
    policy: ({ thumbprint }) => due.get(thumbprint)?.policy ?? defaultPolicy,
    clock,
    open: openNotice,
    renew: openNotice,
    renews: false,
  })

  /** The notice of one certificate, or all of them where it is watched no longer. */
  function openNotice(thumbprint: string): void {
    const line = due.get(thumbprint)
    shown = line === undefined ? { page: 'list' } : { page: 'notice', id: line.id }
    ports.open()
    ports.onChange()
  }

  function openList(): void {
    shown = { page: 'list' }
    ports.open()
    ports.onChange()
  }

  function changed(): void {
    const lines = watch.watched().filter(({ status }) => status === 'due')
    due = new Map(lines.map((line) => [line.newest.thumbprint, line]))
    const reminded = lines.map(remindedOf)
    reminders.retract(reminded)
    reminders.remind(reminded)
    ports.onChange()
  }

  function told(result: Result<unknown>): void {
    failed = result.ok ? undefined : result.failure
  }

  /** Once for each that has come, unless it is seen in the window anyway. */
  function announce({ name, newest, renewedFrom }: WatchedLine): void {
    if (renewedFrom === undefined || ports.isSeen()) return
    const say = words()
    const bubble = announcer.show(
      {
        title: `${name}: ${say.renewedTitle}`,
        body: say.renewedBody(renewedFrom.serial, newest.serial),
        urgent: false,
        actions: [{ id: 'open', label: say.open }],
      },
      {
        shown: () => undefined,
        // The page tells it until it was seen.
        failed: () => undefined,
        chosen() {
          bubble.close()
          openList()
        },
      },
    )
  }

  async function check(): Promise<void> {
    const looked = await watch.refresh()
    hasLooked = true
    told(looked)
    if (looked.ok) looked.value.filter(({ watched }) => watched).forEach(announce)
    changed()
  }

  async function hide(id: string, thumbprint: string): Promise<void> {
    const line = watch.line(id)
    const old = line?.replaced.find((one) => one.thumbprint === thumbprint)
    if (line === undefined || old === undefined || isAsking) return
    isAsking = true
    const { holder, issuer, serial, notAfter } = old
    const { serial: newSerial, notAfter: newNotAfter } = line.newest
    const question = { question: 'hide', holder, issuer, serial, notAfter, newSerial, newNotAfter } as const
    const wanted = await ports.ask(question).finally(() => (isAsking = false))
    if (!wanted) return
    told(await watch.hide(id, thumbprint))
    changed()
  }

  function withNotice(silence: 'snooze' | 'mute'): void {
    const line = shown.page === 'notice' ? watch.line(shown.id) : undefined
    if (line === undefined) return
    reminders[silence](remindedOf(line))
    ports.onChange()
  }

  function view(): View | undefined {
    const failure = failed ?? watch.damage()
    const line = shown.page === 'list' ? undefined : watch.line(shown.id)
    if (line !== undefined && shown.page === 'card') return drawCard(line, failure)
    if (line !== undefined) return drawNotice(line, reminders.silence(remindedOf(line)), clock())
    return drawLines(watch.lines(), failure, clock(), ports.leave !== undefined)
  }

  return {
    check,
    view,
    openList,
    openNotice,
    /** Is there anything to show? */
    hasView: () => watch.lines().length > 0 || failed !== undefined,
    watched: watch.watched,
    /** What is on the card of a certificate that a bank serves. */
    notes(thumbprint: string): CardNotes | undefined {
      const line = watch.lineOf(thumbprint)
      return line && drawNotes(line)
    },
    /** Certificates whose reminders can be put off, with how that stands. */
    reminded: () => watch.watched().map((line) => ({ certificate: remindedOf(line), reminders, policy: line.policy })),
    /** The one that asks for its user first. */
    mostUrgent: () => mostUrgent(watch.watched()),
    failure: () => failed,
    knowledge(): Knowledge {
      if (failed !== undefined) return 'unreadable'
      return hasLooked ? 'known' : 'looking'
    },
    /** Does none of them ask for its user before `next` (ms since the epoch)? Not where that cannot be known. */
    isQuietUntil: (next: number): boolean =>
      failed === undefined && watch.damage() === undefined && watch.watched().every((line) => isLineQuiet(line, next)),
    buttons: {
      choose(id: string, watched: boolean): void {
        told(watch.choose(id, watched))
        changed()
      },
      edit(id: string): void {
        shown = { page: 'card', id }
        ports.open()
        ports.onChange()
      },
      save(id: string, text: CardText): void {
        told(watch.save(id, text))
        // What could not be saved stays where it was typed.
        if (failed === undefined) back(id)
        changed()
      },
      tick(id: string, index: number, done: boolean): void {
        told(watch.tick(id, index, done))
        changed()
      },
      openPage(id: string): void {
        const line = watch.line(id)
        if (line?.page !== undefined) ports.openPage(line.page, line.pageBy)
      },
      seen(id: string): void {
        told(watch.acknowledge(id))
        changed()
      },
      hide,
      async show(id: string, thumbprint: string): Promise<void> {
        told(await watch.show(id, thumbprint))
        changed()
      },
      snooze: () => withNotice('snooze'),
      mute: () => withNotice('mute'),
      /** From a card or a notice to all of them. */
      list(): void {
        back(shown.page === 'list' ? '' : shown.id)
        ports.onChange()
      },
    },
  }

  /** A card that was opened from a bank's window leads back to it. */
  function back(id: string): void {
    shown = { page: 'list' }
    const isListed = watch.lines().some((line) => line.id === id)
    if (!isListed) ports.leave?.()
  }
}

/** Of what has lapsed nobody is reminded. */
function isLineQuiet({ status, newest, policy, renewUntil }: WatchedLine, next: number): boolean {
  if (status === 'lapsed') return true
  const notAfter = Math.min(newest.notAfter, renewUntil)
  return status === 'valid' && isQuietUntil({ notAfter }, policy, next)
}

/** Nobody else's key is named: who renews is told by the lines themselves. */
const remindedOf = ({ newest, renewUntil }: WatchedLine): Reminded => ({
  ...newest,
  keyName: undefined,
  ...(renewUntil < newest.notAfter && { renewUntil }),
})
