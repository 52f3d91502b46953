/** Where the app's window was when it was last closed, and how large its text, so that it opens so again. */
import type { BrowserWindow, Rectangle } from 'electron'
import type { PreferenceStore } from '../../../storage/preferences.ts'

/** How much of its top line must be on a screen, in pixels: enough to take hold of it with a mouse. */
const handle = { width: 160, height: 40 }

/**
 * The remembered place, as far as it can still be seen: a second screen may have been unplugged since. No larger than all
 * screens together: the file can be changed by others, and in a window of ten thousand pixels no button is in sight.
 *
 * @param areas the screens' work areas
 */
export function visiblePlace(place: Rectangle | undefined, areas: readonly Rectangle[]): Rectangle | undefined {
  if (place === undefined) return undefined
  const isHeldBy = (area: Rectangle): boolean => {
    const across = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x)
    return across >= handle.width && place.y >= area.y && place.y + handle.height <= area.y + area.height
  }
  if (!areas.some(isHeldBy)) return undefined
  const width = areas.reduce((sum, area) => sum + area.width, 0)
  const height = areas.reduce((sum, area) => sum + area.height, 0)
  return { ...place, width: Math.min(place.width, width), height: Math.min(place.height, height) }
}

/**
 * Keeps its place, and how large its text is, when the window is closed; a maximised one keeps what it would be restored to.
 *
 * @param zoom as it was kept: nothing of the pages' session is, where Chromium keeps it else
 */
export function rememberPlace(window: BrowserWindow, preferences: PreferenceStore, zoom: number | undefined): void {
  const contents = window.webContents
  // It belongs to the page's host, and so to the windows that ask as well.
  if (zoom !== undefined) contents.once('did-navigate', () => contents.setZoomLevel(zoom))
  // A place that cannot be kept is no loss that anybody has to be told of.
  window.once(
    'close',
    () => void preferences.change({ place: window.getNormalBounds(), zoom: contents.getZoomLevel() }),
  )
}
