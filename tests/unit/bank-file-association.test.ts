/** Bank files are opened with Koshin, also where no installer could be run: those of tests/packages were. */
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'

interface Association {
  readonly ext: string
  readonly mimeType?: string
  readonly role?: string
}
interface Builder {
  readonly linux: { readonly fileAssociations: readonly Association[]; readonly target: readonly string[] }
  readonly mac: { readonly fileAssociations: readonly Association[]; readonly target: readonly { target: string }[] }
}
const builder = load(readFileSync('electron-builder.yml', 'utf8')) as Builder

describe('bank files', () => {
  it('are opened by deb, rpm and AppImage, by a type of their own', () => {
    expect(builder.linux.target).toEqual(expect.arrayContaining(['deb', 'rpm', 'AppImage']))
    const [association] = builder.linux.fileAssociations
    expect(association).toMatchObject({ ext: 'koshin-bank', mimeType: 'application/vnd.koshin.bank+json' })
  })

  it('are opened by the app of DMG and PKG, which reads them and changes none', () => {
    expect(builder.mac.target.map(({ target }) => target)).toEqual(expect.arrayContaining(['dmg', 'pkg']))
    expect(builder.mac.fileAssociations).toMatchObject([{ ext: 'koshin-bank', role: 'Viewer' }])
  })
})
