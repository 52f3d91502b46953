export interface Colours {
  /** #rrggbb, on light ground. */
  readonly accent: string
  readonly accentDark?: string | undefined
}

/**
 * The accent and its shades, over those of renderer/styles/tokens.css. Paper is light, whatever the screen is. Forced
 * colours stay as they are.
 */
export function colourStyle(colours: Colours | undefined): string {
  if (colours === undefined) return ''
  const { accent, accentDark } = colours
  const dark =
    accentDark &&
    `@media screen and (forced-colors: none) and (prefers-color-scheme: dark) { ${shades(accentDark, 'white')} }`
  return [
    `@media print, (forced-colors: none) and (prefers-color-scheme: light) { ${shades(accent, 'black')} }`,
    dark ?? '',
  ].join('\n')
}

function shades(accent: string, towards: 'black' | 'white'): string {
  const mix = (part: number, other: string): string => `color-mix(in srgb, ${accent} ${part}%, ${other})`
  // An inserted style comes before the page's own in the cascade: only what is important wins.
  const colours = {
    '--accent': accent,
    '--accent-strong': mix(75, towards),
    '--accent-soft': mix(12, 'var(--surface)'),
  }
  return `:root { ${Object.entries(colours)
    .map(([name, value]) => `${name}: ${value} !important;`)
    .join(' ')} }`
}
