/** An organisation's colours, as far as everybody can still read what is written on them. */
import { z } from 'zod'

/** What stands next to the accent: see renderer/styles/tokens.css. */
const light = ['#ffffff', '#f6f5f1']
const dark = ['#10202f', '#1c2027']

/** WCAG 2.2, 1.4.3: for text of ordinary size. */
const leastContrast = 4.5

const colour = (beside: readonly string[]) =>
  z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, '#rrggbb is needed')
    .refine((given) => beside.every((other) => contrast(given, other) >= leastContrast), {
      error: `the contrast with ${beside.join(' and ')} is below ${leastContrast}:1`,
      abort: true,
    })

export const brandSchema = z.strictObject({
  /** Buttons, links and marks, on light ground. */
  accent: colour(light),
  /** The same on dark ground; without it the product's own. */
  accentDark: colour(dark).optional(),
})

/** WCAG's contrast ratio of two `#rrggbb`. */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const part = (start: number): number => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
