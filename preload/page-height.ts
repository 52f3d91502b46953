/**
 * Tells how high the page is, in px of its own, whenever it is higher than its window: at first, and with other content,
 * larger text or a narrower window. Electron's `preferred-size-changed` is lost with the first change of process.
 */
export function tellWhenTooHigh(tell: (height: number) => Promise<unknown>): void {
  const observer = new ResizeObserver(() => {
    const { scrollHeight, clientHeight } = document.documentElement
    // What is refused, as from a page that was left, concerns nobody.
    if (scrollHeight > clientHeight) void tell(scrollHeight).catch(() => undefined)
  })
  document.addEventListener('DOMContentLoaded', () => observer.observe(document.documentElement))
}
