/** How to say a wait: in seconds up to two minutes, then rounded up, because nobody may come too early. */
export function sayWait(seconds: number): { readonly unit: 'seconds' | 'minutes' | 'hours'; readonly count: number } {
  if (seconds < 120) return { unit: 'seconds', count: Math.ceil(seconds) }
  const minutes = Math.ceil(seconds / 60)
  return minutes < 120 ? { unit: 'minutes', count: minutes } : { unit: 'hours', count: Math.ceil(minutes / 60) }
}
