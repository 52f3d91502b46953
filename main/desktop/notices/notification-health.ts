import { Notification } from 'electron'
import type { NoticeDelivery } from '../../storage/told/notices.ts'
import { findDaemon } from './freedesktop/notifications.ts'

/** Can notifications reach the user of this machine? For diagnostics. */
export interface NotificationHealth {
  /**
   * `available`: the system shows them; `denied`: it refused the last one; `absent`: nothing here shows any;
   * `unknown`: nobody can tell before one is tried.
   */
  readonly state: 'available' | 'denied' | 'absent' | 'unknown'
  /** Who shows them, where the system tells. */
  readonly service?: string
  /** Can they have buttons (証明書更新, あとで)? Without them a click still opens the notice window. */
  readonly actions: boolean
  /** In the system's words. */
  readonly reason?: string
  /** When one was last tried, in ms since the epoch. */
  readonly lastTried?: number
}

/**
 * On Linux the notification daemon is asked. macOS and Windows tell an app only by what becomes of a notification, so
 * there the last one speaks: `failed` carries the system's reason, such as settings that prevent it.
 *
 * @param last what became of the last notification (`lastDelivery()` of storage/told/notices.ts)
 */
export async function notificationHealth(
  last: NoticeDelivery | undefined,
  { platform, env }: Pick<NodeJS.Process, 'platform' | 'env'> = process,
): Promise<NotificationHealth> {
  const tried = last === undefined ? {} : { lastTried: last.time }
  if (platform === 'linux') {
    const daemon = await findDaemon(env)
    return 'reason' in daemon
      ? { state: 'absent', actions: false, ...daemon, ...tried }
      : { state: 'available', ...daemon, ...tried }
  }
  if (!Notification.isSupported()) return { state: 'absent', actions: false, ...tried }
  if (last === undefined) return { state: 'unknown', actions: true }
  if (last.shown) return { state: 'available', actions: true, ...tried }
  return { state: 'denied', actions: true, ...(last.reason === undefined ? {} : { reason: last.reason }), ...tried }
}
