/**
 * Settings, help, about, 本物確認, watched certificates and the first-run page: they lie over the window of the flow, which
 * goes on underneath and comes back by itself; or, without a bank, over the windows that there are then.
 */
import type { SidePage, View, WindowName } from '../../../preload/contract.ts'
import type { UpdateStatus } from '../../updates/updates.ts'
import type { Genuine } from '../genuine/genuine.ts'
import type { Settings } from '../windows/settings.ts'

type Topic = (View & { window: 'help' })['topic']

const topics: Readonly<Partial<Record<WindowName, Topic>>> = {
  notice: 'notice',
  preparing: 'preparing',
  start: 'preparing',
  working: 'consent',
  completion: 'completion',
  main: 'main',
  acquire: 'acquire',
  'new-pc': 'acquire',
  ended: 'ended',
  watch: 'watch',
  'watch-card': 'watch',
  'watch-notice': 'watch',
  genuine: 'genuine',
  setup: 'setup',
  'bank-file': 'setup',
}

interface SidePagePorts {
  /** Koshin's own. */
  readonly version: string
  readonly settings: Pick<Settings, 'view' | 'opened'>
  /** The certificates that no bank's settings are for. */
  readonly watched: () => View
  readonly genuine: Pick<Genuine, 'view' | 'begin'>
  /** Where newer versions of the app stand. */
  readonly updates: () => UpdateStatus
  /** Is the first-run page still to be read? */
  readonly isFirstRun: boolean
  /** The first-run page was read. */
  readonly onIntroduced: () => void
  /** Days before expiry from which on users are asked to renew. */
  readonly noticeDays: () => number
  /** The flow's own window. */
  readonly underneath: () => View
  readonly onView: (view: View) => void
}

export type SidePages = ReturnType<typeof createSidePages>

export function createSidePages({
  version,
  settings,
  watched,
  genuine,
  updates,
  isFirstRun,
  onIntroduced,
  noticeDays,
  underneath,
  onView,
}: SidePagePorts) {
  let shown: SidePage | 'welcome' | 'genuine' | undefined = isFirstRun ? 'welcome' : undefined
  /** The flow's window when the page was opened over it. */
  let below: WindowName | undefined
  /** The page that help was asked in, where it lay over the flow itself. */
  let about: WindowName | undefined
  /** The side page that help was asked in, to which it leads back. */
  let before: SidePage | 'welcome' | 'genuine' | undefined

  function view(): View {
    switch (shown) {
      case 'welcome':
        return { window: 'welcome' }
      case 'settings':
        return settings.view()
      case 'genuine':
        return genuine.view()
      case 'help':
        return { window: 'help', topic: topics[about ?? underneath().window] ?? 'login', noticeDays: noticeDays() }
      case 'watch':
        return watched()
      case 'about': {
        const { electron, chrome, node } = process.versions
        return { window: 'about', versions: { koshin: version, electron, chromium: chrome, node }, updates: updates() }
      }
      case undefined:
        return underneath()
    }
  }

  return {
    /** What the app's window shows now. */
    view,
    open(page: SidePage | 'genuine'): void {
      if (page === 'genuine') genuine.begin()
      if (page === 'settings') settings.opened()
      const asked = view().window
      about = shown !== undefined && asked in topics ? asked : undefined
      if (shown !== 'help') before = page === 'help' ? shown : undefined
      shown = page
      below = underneath().window
      onView(view())
    },
    back(): void {
      if (shown === 'welcome') onIntroduced()
      shown = shown === 'help' ? before : undefined
      before = undefined
      onView(view())
    },
    /** Something that is shown has changed. */
    refresh(): void {
      if (shown !== undefined) onView(view())
    },
    /**
     * The flow has gone on: what it asks or tells comes first. ログイン only waits, and whoever opened the settings before it
     * was ready stays there; a failure is told at once, but not to somebody who has just met Koshin. メイン, too, only gets
     * to know more while somebody is elsewhere.
     */
    giveWay(): void {
      const flow = underneath()
      const waits =
        (flow.window === 'login' && (shown === 'welcome' || flow.failure === undefined)) ||
        // Whoever is on the phone stays where they are, as long as nothing happens underneath.
        (shown === 'genuine' && flow.window === below) ||
        (flow.window === 'main' && below === 'main' && flow.failure === undefined)
      if (!waits) shown = undefined
      onView(view())
    },
  }
}
