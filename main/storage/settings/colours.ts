/** An organisation's colours, as far as everybody can still read what is written in them, on them and beside them. */
import { z } from 'zod'

/** What the accent stands on: see renderer/styles/tokens.css. The soft accent is made of the accent itself. */
export const grounds = {
  light: { surface: '#ffffff', others: ['#f6f5f1', '#eeece6', '#fbf0dc', '#fae6e8'] },
  dark: { surface: '#1c2027', others: ['#14171c', '#262b33', '#3a2e17', '#401f25', '#10202f'] },
} as const

/** How much of the accent is in the soft one, here as in desktop/windows/look/colour-style.ts; the rest is the surface. */
export const softPart = 0.12

/** WCAG 2.2, 1.4.3: for text of ordinary size. */
export const leastContrast = 4.5

const colour = ({ surface, others }: (typeof grounds)[keyof typeof grounds]) =>
  z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, '#rrggbb is needed')
    .refine(
      (given) =>
        [surface, ...others, mixed(given, surface)].every((ground) => contrast(given, ground) >= leastContrast),
      {
        error: `its contrast with what it stands on is below ${leastContrast}:1`,
        params: { leastContrast },
        abort: true,
      },
    )

export const coloursSchema = z.strictObject({
  /** Buttons, links and marks, on light ground. */
  accent: colour(grounds.light),
  /** The same on dark ground; without it the product's own. */
  accentDark: colour(grounds.dark).optional(),
})
export type Colours = z.infer<typeof coloursSchema>

/** WCAG's contrast ratio of two `#rrggbb`, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = parts(colour).map((part) => {
    const value = part / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** As CSS has it: `color-mix(in srgb, accent 12%, surface)`. */
function mixed(accent: string, surface: string): string {
  const below = parts(surface)
  const mix = parts(accent).map((part, index) => Math.round(part * softPart + below[index]! * (1 - softPart)))
  return `#${mix.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** Red, green and blue, 0 to 255. */
function parts(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16))
}
