import { Notification } from 'electron'
import type { Announcer } from './announcement.ts'
import { freedesktopAnnouncer } from './freedesktop/notifications.ts'

/** What this operating system offers. */
export function createAnnouncer(): Announcer {
  // Electron's own notifications know buttons on macOS and Windows only: on Linux the daemon is asked directly.
  return process.platform === 'linux' ? freedesktopAnnouncer(process.env) : electronAnnouncer
}

/**
 * macOS and Windows, through Electron. On Windows its own toast carries the buttons and leads a click back to this
 * process, which a `toastXml` of ours could do through a registered URL scheme only: there is none. Windows shows a
 * toast only for an AppUserModelID that a Start menu shortcut has (see identity.ts), and tells by `failed` when it is
 * switched off. macOS shows buttons in a signed app whose style of notification is "alert"; the click always works.
 */
const electronAnnouncer: Announcer = {
  show({ title, body, urgent, actions }, events) {
    if (!Notification.isSupported()) {
      queueMicrotask(() => events.failed('the system has no notifications'))
      return { close: () => undefined }
    }
    const notification = new Notification({
      title,
      body,
      urgency: urgent ? 'critical' : 'normal',
      timeoutType: urgent ? 'never' : 'default',
      actions: actions.map(({ label }) => ({ type: 'button', text: label })),
    })
    notification.on('show', () => events.shown())
    notification.on('failed', (_event, reason) => {
      held.delete(notification)
      events.failed(reason)
    })
    notification.on('click', () => events.chosen(undefined))
    // The index as an argument of its own is what Electron 33 and 45 have in common.
    notification.on('action', (_details, index) => events.chosen(actions[index]?.id))
    held.add(notification)
    notification.show()
    return {
      close() {
        held.delete(notification)
        notification.close()
      },
    }
  },
}

/** A notification that is collected as garbage loses its click, and its user may come back to it after days. */
const held = new Set<Notification>()
