/**
 * Notifications on Linux, straight from the desktop's daemon (Desktop Notifications Specification 1.2). Electron speaks
 * to it through libnotify with a single action "View", and takes a missing daemon for success; here buttons are
 * buttons, and what was not shown is known.
 */
import { printable } from '../../../renewal/plain-text.ts'
import type { Announcer } from '../announcement.ts'
import { type Bus, BusError, connectBus } from './bus.ts'
import { type Message, Variant } from './wire.ts'
import { product } from '../../../renewal/product/product.ts'

const daemon = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const
const rule = `type='signal',path='${daemon.path}',interface='${daemon.interface}'`

type Environment = Readonly<Record<string, string | undefined>>

const urgency = { normal: 1, critical: 2 }
/** What the daemon thinks right, and never. */
const expiry = { usual: -1, never: 0 }

export function freedesktopAnnouncer(environment: Environment): Announcer {
  /** `daemon` is the unique name of the program that shows it: a number means nothing from anybody else. */
  const shown = new Map<number, { readonly daemon: string; readonly choose: (key: string) => void }>()
  let connecting: Promise<Bus> | undefined
  let bus: Bus | undefined

  function connected(): Promise<Bus> {
    if (bus?.isOpen() === false) connecting = undefined
    connecting ??= connectBus(environment, rule, hear).then(
      (opened) => (bus = opened),
      (error: unknown) => {
        connecting = undefined
        throw error
      },
    )
    return connecting
  }

  function hear({ sender, member, body = [] }: Message): void {
    const [id, key] = body
    // The rule for signals keeps nobody away who sends one to us alone; the bus itself writes the sender.
    if (typeof id !== 'number' || sender === undefined || sender !== shown.get(id)?.daemon) return
    if (member === 'ActionInvoked' && typeof key === 'string') shown.get(id)?.choose(key)
    // Closed by its timeout it may still stand in the desktop's list, but nobody tells us of a click any more.
    if (member === 'NotificationClosed') shown.delete(id)
  }

  return {
    show(announcement, events) {
      const sending = connected().then((opened) => send(opened, announcement))
      sending.then(
        ({ id, owner }) => {
          const choose = (key: string): void =>
            events.chosen(announcement.actions.find((action) => action.id === key)?.id)
          shown.set(id, { daemon: owner, choose })
          events.shown()
        },
        (error: unknown) => events.failed(reasonOf(error)),
      )
      return {
        close() {
          const closing = sending.then(async ({ id }) => {
            if (!shown.delete(id)) return
            await bus?.call({ ...daemon, member: 'CloseNotification', signature: 'u', body: [id] })
          })
          // Never shown, or gone already: that is what was wanted.
          closing.catch(() => undefined)
        },
      }
    },
  }
}

/** The key of a click on the notification itself. */
const clicked = 'default'

interface Sent {
  readonly id: number
  /** The daemon's unique name on the bus. */
  readonly owner: string
}

async function send(bus: Bus, { title, body, urgent, actions }: Parameters<Announcer['show']>[0]): Promise<Sent> {
  const capabilities = await capabilitiesOf(bus)
  // It has answered, so it runs. Asked beforehand: a click may follow the next answer at once.
  const owner = await bus.ownerOf(daemon.destination)
  // A daemon that cannot show buttons may turn them into a box that is in the way (Notify-OSD).
  const offered = capabilities.includes('actions') ? [{ id: clicked, label: '' }, ...actions] : []
  const [id] = await bus.call({
    ...daemon,
    member: 'Notify',
    signature: 'susssasa{sv}i',
    body: [
      product.name.ja,
      0,
      '',
      title,
      capabilities.includes('body-markup') ? escape(body) : body,
      offered.flatMap((action) => [action.id, action.label]),
      [
        ['urgency', new Variant('y', urgent ? urgency.critical : urgency.normal)],
        ['desktop-entry', new Variant('s', product.program)],
      ],
      urgent ? expiry.never : expiry.usual,
    ],
  })
  if (typeof id !== 'number') throw new BusError('', 'the notification daemon gave no number')
  return { id, owner }
}

async function capabilitiesOf(bus: Bus): Promise<readonly string[]> {
  const [capabilities] = await bus.call({ ...daemon, member: 'GetCapabilities' })
  return Array.isArray(capabilities) ? capabilities.map(String) : []
}

export interface Daemon {
  /** e.g. dunst 1.9.0 (knopwob) */
  readonly service: string
  /** Can it show buttons? */
  readonly actions: boolean
}

/** Asks the desktop who shows its notifications. @returns why nobody does, where that is so */
export async function findDaemon(environment: Environment): Promise<Daemon | { readonly reason: string }> {
  let bus: Bus | undefined
  try {
    bus = await connectBus(environment, rule, () => undefined)
    const told = await bus.call({ ...daemon, member: 'GetServerInformation' })
    const [name, vendor, version] = told.map((part) => (typeof part === 'string' ? part : '?'))
    const actions = (await capabilitiesOf(bus)).includes('actions')
    // Whoever has the name on the bus says what it likes of itself, and of why it does not.
    return { service: printable(`${name} ${version} (${vendor})`), actions }
  } catch (error) {
    return { reason: reasonOf(error) }
  } finally {
    bus?.close()
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const named = error instanceof BusError && error.busName !== '' ? `${error.busName}: ${error.message}` : error.message
  return printable(named)
}

/** The body may hold a little markup, so a company named A&B must not become half of an entity. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
