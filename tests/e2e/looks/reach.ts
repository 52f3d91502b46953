/** Run in the page: what a user cannot reach or hit. */

/** What reaches over the right edge of the window, with text so large (per cent). */
export function overflowing(text: number): string[] {
  document.documentElement.style.fontSize = `${text}%`
  const edge = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= edge) return []
  const over = [...document.querySelectorAll('#root *')].filter((one) => one.getBoundingClientRect().right > edge + 1)
  return over.map((one) => `${one.tagName} ${one.className}`)
}

/** WCAG 2.5.8, without its exceptions but one: the label of a small control counts as its target. */
export function smallTargets(): string[] {
  const targets = [...document.querySelectorAll('button, input, select, textarea, a[href], summary')]
  const boxOf = (one: Element): DOMRect => (one.closest('label') ?? one).getBoundingClientRect()
  return targets
    .filter((one) => one.getClientRects().length > 0)
    .filter((one) => boxOf(one).width < 24 || boxOf(one).height < 24)
    .map((one) => one.outerHTML.slice(0, 120))
}

/** Where the Tab key has to stop, in the order of the page: of a group of choices at the chosen one, or at its first. */
export function tabStops(): string[] {
  const controls = [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], summary')]
  const isStop = (one: HTMLElement): boolean => {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.tabIndex < 0 || one.matches(':disabled')) return false
    if (!(one instanceof HTMLInputElement) || one.type !== 'radio') return true
    const group = controls.filter((other) => other instanceof HTMLInputElement && other.name === one.name)
    return one.checked || (!group.some((other) => (other as HTMLInputElement).checked) && group[0] === one)
  }
  return controls.filter(isStop).map((one) => `${controls.indexOf(one)} ${one.outerHTML.slice(0, 80)}`)
}

/**
 * The one that has the focus, and that it can be seen. Behind the last one the focus leaves the page for a moment, before it
 * comes to the first; where it stays away for five seconds, that is told with the others.
 */
export async function focusedStop(): Promise<string> {
  const end = performance.now() + 5000
  while (document.activeElement === document.body && performance.now() < end)
    await new Promise((resolve) => requestAnimationFrame(resolve))
  const controls = [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], summary')]
  const one = document.activeElement as HTMLElement
  const drawn = [one, one.closest('label')].some(
    (each) => each !== null && getComputedStyle(each).outlineStyle !== 'none',
  )
  return `${controls.indexOf(one)} ${one.outerHTML.slice(0, 80)}${drawn ? '' : ' shows no focus'}`
}
