import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { colourStyle } from '../../../../main/desktop/windows/look/colour-style.ts'
import { coloursSchema, contrast, grounds, leastContrast, softPart } from '../../../../main/storage/settings/colours.ts'

const isAccepted = (colours: object): boolean => coloursSchema.safeParse(colours).success
const tokens = readFileSync('renderer/styles/tokens.css', 'utf8')
const valuesOf = (name: string): string[] =>
  [...tokens.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, value]) => value!)

describe('the colours of an organisation', () => {
  it('are weighed as WCAG does it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#ffffff', '#ff0000')).toBeCloseTo(4, 2)
    expect(contrast('#0000ff', '#ffffff')).toBeCloseTo(8.59, 2)
    expect(contrast('#00ff00', '#000000')).toBeCloseTo(15.3, 2)
  })

  it('are compared with the very grounds that the windows have', () => {
    const names = ['surface', 'paper', 'sunken', 'warn-soft', 'bad-soft']
    expect([grounds.light.surface, ...grounds.light.others]).toEqual(names.map((name) => valuesOf(name)[0]))
    const dark = names.map((name) => valuesOf(name)[1]!)
    expect([grounds.dark.surface, ...grounds.dark.others].sort()).toEqual([...dark, valuesOf('on-accent')[1]].sort())
    // The soft accent is made as the windows make it.
    expect(colourStyle({ accent: '#123456' })).toContain(
      `--accent-soft: color-mix(in srgb, #123456 ${softPart * 100}%, var(--surface))`,
    )
    expect(isAccepted({ accent: valuesOf('accent')[0], accentDark: valuesOf('accent')[1] })).toBe(true)
  })

  it('are refused where anything in them is hard to read, on any ground', () => {
    const onWhite = (accent: string): number => contrast(accent, '#ffffff')
    // 4.6:1 on white, and too little on what is darker than white.
    expect(onWhite('#757575')).toBeGreaterThan(leastContrast)
    expect(isAccepted({ accent: '#757575' })).toBe(false)
    for (const accent of ['#ffffff', '#ffcc00', '#ff0000', '#e60012'])
      expect(isAccepted({ accent }), accent).toBe(false)
    for (const accent of ['#000000', '#0a5a9c', '#0A5A9C', '#a00010', '#006b3f'])
      expect(isAccepted({ accent }), accent).toBe(true)
    const dark = (accentDark: string): boolean => isAccepted({ accent: '#000000', accentDark })
    for (const accent of ['#ffffff', '#9cbcea', '#ffcc00']) expect(dark(accent), accent).toBe(true)
    for (const accent of ['#000000', '#0a5a9c', '#808080']) expect(dark(accent), accent).toBe(false)
  })

  it('of 6:1 on white are always accepted, as the papers say', () => {
    const steps = Array.from({ length: 18 }, (_, index) => index * 15)
    const hex = (part: number): string => part.toString(16).padStart(2, '0')
    const all = steps.flatMap((red) =>
      steps.flatMap((green) => steps.map((blue) => `#${hex(red)}${hex(green)}${hex(blue)}`)),
    )
    const dark = all.filter((accent) => contrast(accent, '#ffffff') >= 6)
    expect(dark.length).toBeGreaterThan(100)
    expect(dark.filter((accent) => !isAccepted({ accent }))).toEqual([])
  })

  it('are two at most, in six digits', () => {
    expect(isAccepted({ accentDark: '#ffffff' })).toBe(false)
    for (const accent of ['red', '#12345', '#1234567', '#12345g', '#000000; } body { display: none'])
      expect(isAccepted({ accent }), accent).toBe(false)
    expect(isAccepted({ accent: '#000000', font: 'serif' })).toBe(false)
  })
})
