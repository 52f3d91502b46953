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
  const targets = [...document.querySelectorAll('button, input, select, a[href], summary')]
  const boxOf = (one: Element): DOMRect => (one.closest('label') ?? one).getBoundingClientRect()
  return targets
    .filter((one) => one.getClientRects().length > 0)
    .filter((one) => boxOf(one).width < 24 || boxOf(one).height < 24)
    .map((one) => one.outerHTML.slice(0, 120))
}
