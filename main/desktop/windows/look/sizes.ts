/** How large windows open, in px of what they show: without the frame and the title that the desktop adds. */
import type { Rectangle, Size } from 'electron'

export const windowSizes = {
  app: { width: 900, height: 840 },
  consent: { width: 560, height: 460 },
  proxy: { width: 560, height: 600 },
  password: { width: 560, height: 480 },
  demo: { width: 560, height: 640 },
  waiting: { width: 480, height: 240 },
} as const satisfies Readonly<Record<string, Size>>

/**
 * Where a window goes whose page needs more height than it has: it grows downwards, then upwards, and ends with the screen.
 * A page that needs less changes nothing: what a user has pulled larger stays so.
 *
 * @param content the part of the window that shows the page
 * @param frame what the desktop adds to it in height
 * @param area the screen's work area
 * @returns the new place of that part; undefined when it stays as it is
 */
export function grown(content: Rectangle, frame: number, pageHeight: number, area: Rectangle): Rectangle | undefined {
  const height = Math.min(Math.ceil(pageHeight), area.height - frame)
  if (height <= content.height) return undefined
  // The frame's top line is above the content: it must not leave the screen, or nobody can take hold of the window.
  const lowest = area.y + area.height - height
  return { ...content, y: Math.max(Math.min(content.y, lowest), area.y + frame), height }
}
