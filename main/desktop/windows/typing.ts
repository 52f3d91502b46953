import type { BrowserWindow, WebContents } from 'electron'

/** ms without a key after which nobody types any more. */
const pause = 1500

/** When text was last typed (ms of a clock that nobody sets). */
const lastTyped = new WeakMap<WebContents, number>()

/** Space and Enter press a button, which may well be what a question follows. */
const isText = (key: string): boolean =>
  key !== ' ' && (key.length === 1 || ['Backspace', 'Process', 'Dead'].includes(key))

export function watchTyping(contents: WebContents): void {
  contents.on('before-input-event', (_event, { type, key }) => {
    if (type === 'keyDown' && isText(key)) lastTyped.set(contents, performance.now())
  })
}

/**
 * Resolves once nobody types into a window: whoever looks at the keys would type on into one that takes the focus. A proxy
 * of a stranger's could choose that moment to ask for a name and a password, and be sent the bank's.
 */
export async function typingEnds(window: BrowserWindow): Promise<void> {
  while (!window.isDestroyed()) {
    const left = pause - (performance.now() - (lastTyped.get(window.webContents) ?? -Infinity))
    if (left <= 0) return
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}
