import { app } from 'electron'
import { kindOf } from './open-window.ts'

export interface BrandColours {
  /** #rrggbb, on light ground. */
  readonly accent: string
  readonly accentDark?: string | undefined
}

/** Draws our own windows in an organisation's colours; a page of a bank's, loaded to be asked for a certificate, is not ours. */
export function startBrand(brand: BrandColours): void {
  const css = brandStyle(brand)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('dom-ready', () => {
      if (kindOf(contents) !== undefined) void contents.insertCSS(css)
    })
  })
}

/** The accent and its shades, over those of renderer/styles/tokens.css. */
export function brandStyle({ accent, accentDark }: BrandColours): string {
  const dark = accentDark && `@media (prefers-color-scheme: dark) { ${shades(accentDark, 'white')} }`
  return [`@media (prefers-color-scheme: light) { ${shades(accent, 'black')} }`, dark ?? ''].join('\n')
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
