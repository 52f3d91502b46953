/** Bank files are opened with Koshin, also where no installer could be run: those of tests/packages were. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const builder = readFileSync('electron-builder.yml', 'utf8')
/** A part of the first level, with all that is indented below it. */
const part = (name: string): string => new RegExp(`^${name}:\\n((?: .*\\n|\\n)*)`, 'm').exec(builder)?.[1] ?? ''

describe('bank files', () => {
  it('are opened by deb, rpm and AppImage, by a type of their own', () => {
    expect(part('linux')).toMatch(/fileAssociations:\n +- ext: koshin-bank\n/)
    expect(part('linux')).toContain('mimeType: application/vnd.koshin.bank+json')
    for (const target of ['deb', 'rpm', 'AppImage']) expect(part('linux')).toContain(`- ${target}\n`)
  })

  it('are opened by the app of DMG and PKG, which reads them and changes none', () => {
    expect(part('mac')).toMatch(/fileAssociations:\n +- ext: koshin-bank\n(?: {6}.*\n)*? {6}role: Viewer\n/)
    for (const target of ['dmg', 'pkg']) expect(part('mac')).toContain(`- target: ${target}\n`)
  })
})
