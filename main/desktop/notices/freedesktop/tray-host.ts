/** The part of a Linux panel that shows status icons: they announce themselves to it, and only to one that is there. */
import { type Bus, connectBus } from './bus.ts'
import type { Message } from './wire.ts'

const watcher = 'org.kde.StatusNotifierWatcher'
const driver = 'org.freedesktop.DBus'
const rule = `type='signal',sender='${driver}',interface='${driver}',member='NameOwnerChanged',arg0='${watcher}'`

/**
 * Calls `appeared` each time that a panel with status icons begins: after the app at login, or again after it ended. An
 * icon that was made before it stays unseen. Without a session bus there is no panel either.
 */
export async function onTrayHost(
  environment: Readonly<Record<string, string | undefined>>,
  appeared: () => void,
): Promise<Bus | undefined> {
  function hear({ sender, member, body = [] }: Message): void {
    const [name, , owner] = body
    if (sender === driver && member === 'NameOwnerChanged' && name === watcher && owner !== '') appeared()
  }
  try {
    return await connectBus(environment, rule, hear)
  } catch {
    return undefined
  }
}
