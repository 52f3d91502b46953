/**
 * Impatient clicks: what slides or appears under a pointer that rests takes no click for half a second. What the user's
 * own scrolling brings there does: whoever turns the wheel looks at what comes. The app scrolls only while it draws.
 */
import './resting-pointer.css'

const GRACE_MS = 500
/** A hand on a mouse is never quite still. */
const STILL_PX = 4
/** What acts on a click. A field only takes the focus. */
const acting = 'a, button, label, select, summary'

interface Place {
  readonly x: number
  readonly y: number
}

/** Watches the page from now on; a window that has just opened may lie under the pointer as a whole. */
export function guardRestingPointer(): void {
  let rested: Place | undefined
  let known: string | undefined
  let guarded: HTMLElement | undefined = document.documentElement
  let isLookDue = false

  const guard = (on: boolean) => guarded?.toggleAttribute('data-resting', on)
  const end = (): void => {
    guard(false)
    guarded = undefined
    known = nameAt(rested)
  }
  guard(true)
  let ending = setTimeout(end, GRACE_MS)

  const look = (): void => {
    isLookDue = false
    // It would not be found, since the pointer passes through it.
    guard(false)
    const found = elementAt(rested)
    if (found !== undefined && nameOf(found) !== known) {
      guarded = found
      clearTimeout(ending)
      ending = setTimeout(end, GRACE_MS)
    }
    known = nameOf(found)
    guard(true)
  }
  const learn = (): void => {
    guard(false)
    known = nameAt(rested)
    guard(true)
  }
  const lookSoon = (): void => {
    if (isLookDue) return
    isLookDue = true
    requestAnimationFrame(look)
  }

  document.addEventListener(
    'pointermove',
    ({ clientX: x, clientY: y }) => {
      if (rested !== undefined && Math.hypot(x - rested.x, y - rested.y) < STILL_PX) return
      rested = { x, y }
      // Whoever goes there sees what it is, also while it takes no click yet: or each move would prolong that.
      learn()
    },
    { capture: true, passive: true },
  )
  document.addEventListener('scroll', () => isLookDue || learn(), { capture: true, passive: true })
  new ResizeObserver(lookSoon).observe(document.documentElement)
  new MutationObserver(lookSoon).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'hidden', 'open', 'style'],
    characterData: true,
    childList: true,
    subtree: true,
  })
}

function elementAt(place: Place | undefined): HTMLElement | undefined {
  if (place === undefined) return undefined
  return document.elementFromPoint(place.x, place.y)?.closest<HTMLElement>(acting) ?? undefined
}

/** By its words as well: React keeps an element and makes another button of it. */
function nameOf(element: HTMLElement | undefined): string | undefined {
  return element && `${element.dataset['testid'] ?? element.id} ${element.textContent}`
}

const nameAt = (place: Place | undefined) => nameOf(elementAt(place))
