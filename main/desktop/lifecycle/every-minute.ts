/**
 * ms. Short, because a timer measures how long the machine ran, not how long a person waited; no shorter, because an app
 * in the tray has no business waking a processor up more often than once a minute.
 */
const minute = 60_000

const listeners: (() => void)[] = []
let timer: NodeJS.Timeout | undefined

/** Calls it each minute until the app ends: one timer for all, so that the processor wakes up once for all of them. */
export function everyMinute(listener: () => void): void {
  listeners.push(listener)
  // Each by itself: a fault of one is told as such, and keeps no other from its minute.
  timer ??= setInterval(() => listeners.forEach((one) => queueMicrotask(one)), minute)
}
