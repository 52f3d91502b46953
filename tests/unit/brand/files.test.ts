/** `npm run brand`: the files that packages of a bank's own app are made of. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { derived, type Product } from '../../../main/renewal/product/derived.ts'
import { identity as koshin, type Identity } from '../../../main/renewal/product/identity.ts'
import { drawing, load, names } from './example.ts'

interface Places {
  readonly builder: string
  readonly installer: string
  readonly afterRemove: string
}
interface Picture {
  readonly width: number
  readonly pixels: Buffer
}
interface Brand {
  readonly identity: Identity
  readonly icon: string
  readonly licence: string
  readonly settings: object
}
const { identityOf } = await load<{ identityOf(given: object): Identity }>('brand/names.mjs')
const { placesIn, writeBuilder } = await load<{
  placesIn(work: string): Places
  writeBuilder(brand: Brand, product: Product, places: Places): Promise<Record<string, unknown>>
}>('brand/builder.mjs')
const { packBrand } = await load<{ packBrand(brand: Brand, options: object): Promise<unknown> }>('brand/pack.mjs')
const { writeIcons } = await load<{ writeIcons(folder: string, text: string): void }>('brand/icons.mjs')
const { decode } = await load<{ decode(png: Buffer): Picture }>('pictures/png.mjs')
const { guidOf } = await load<{ guidOf(product: Identity, part: string): string }>('packaging/guids.mjs')
const { readSettings } = await load<{ readSettings(): Promise<object> }>('policy/settings.mjs')
const { scripts } = await load<{ scripts(product: Product): Record<string, string> }>('brand/scripts.mjs')
const { templates } = await load<{ templates(read: object, product: Product): Record<string, string> }>(
  'policy/templates.mjs',
)

const root = path.resolve(import.meta.dirname, '../../..')
const draws = spawnSync('rsvg-convert', ['--version']).error === undefined
const product = derived(identityOf(names))
const other = derived(identityOf({ ...names, program: 'reiji-cert', applicationId: 'example.reiji.cert' }))
const brand = { identity: product, icon: drawing, licence: '使用条件\n', settings: {} }
const work = mkdtempSync(path.join(tmpdir(), 'koshin-brand-'))
afterAll(() => rmSync(work, { recursive: true }))
const own = (text: string): string => text.replaceAll(root, '').replaceAll(work, '')

describe.skipIf(!draws)("a bank's icon", () => {
  const folder = path.join(work, 'icons')
  beforeAll(() => writeIcons(folder, drawing))

  it('is drawn for Linux, Windows and macOS', () => {
    const { width, pixels } = decode(readFileSync(path.join(folder, 'icon.png')))
    expect(width).toBe(512)
    expect([...pixels.subarray(0, 3)]).toEqual([0x00, 0x6b, 0x3f])
    expect(readFileSync(path.join(folder, 'icon.ico')).readUInt16LE(4)).toBe(8)
    const icns = readFileSync(path.join(folder, 'icon.icns'))
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  })

  it('stands in the tray, with a badge where something is asked for', () => {
    const tray = (name: string) => decode(readFileSync(path.join(folder, 'tray', name))).pixels
    const files = (place: string) =>
      readdirSync(place)
        .filter((name) => name.endsWith('.png'))
        .sort()
    expect(files(path.join(folder, 'tray'))).toEqual(files(path.join(root, 'build/icons/tray')))
    const middle = 4 * (12 * 24 + 6)
    for (const name of ['valid.png', 'due.png'])
      expect([...tray(name).subarray(middle, middle + 3)]).toEqual([0x00, 0x6b, 0x3f])
    expect(tray('valid.png').equals(tray('due.png'))).toBe(false)
  })
})

describe("what electron-builder is told for a bank's own app", () => {
  const places = placesIn(work)
  const texts: string[] = []
  let config: Record<string, unknown> = {}
  beforeAll(async () => {
    config = await writeBuilder(brand, product, places)
    texts.push(...[places.builder, places.installer, places.afterRemove].map((file) => own(readFileSync(file, 'utf8'))))
  })

  it('has the name of Koshin nowhere', () => {
    for (const text of texts) expect(text.match(/.*koshin.*/gi) ?? []).toEqual([])
  })

  it('has names, files and an identity of its own', () => {
    expect(config).toMatchObject({
      appId: 'example.mihon.cert',
      productName: 'Mihon Certificates',
      protocols: [{ schemes: ['mihon-open'] }],
      linux: { executableName: 'mihon-cert', desktop: { entry: { 'Name[ja]': '見本銀行 電子証明書更新' } } },
    })
    expect(texts[1]).toContain('!define OWN_SCHEME "mihon-open"\n')
    expect(texts[2]).toContain("echo '見本銀行 電子証明書更新を削除しました。")
    expect(texts[2]).toContain('for name in mihon-cert-daily mihon-cert-look; do')
  })

  it('is another product for Windows than Koshin and any other bank’s, and always the same', () => {
    const parts = ['upgrade', 'addresses', 'bankFiles']
    const guids = [product, other, koshin].flatMap((one) => parts.map((part) => guidOf(one, part)))
    expect(new Set(guids).size).toBe(guids.length)
    expect(guidOf(product, 'upgrade')).toBe('0AD8DF5C-040B-522E-8823-50FF108AEC44')
    expect(guidOf(koshin, 'addresses')).toBe('5B0C8E0B-6E63-4E0B-8C55-0B6C0E5C2C57')
  })
})

describe('the templates of its managed policy', () => {
  it('name its places, and Koshin nowhere', async () => {
    const files = templates(await readSettings(), product)
    expect(Object.keys(files)).toContain('windows/ja-JP/mihon-cert.adml')
    expect(files['windows/mihon-cert.admx']).toContain('key="Software\\Policies\\Mihon Certificates"')
    expect(files['macos/example.mihon.cert.plist']).toContain('<string>example.mihon.cert</string>')
    for (const [name, text] of Object.entries(files)) expect(text.match(/.*koshin.*/gi) ?? [], name).toEqual([])
  })
})

describe('its scripts for device management', () => {
  it('start its own program, whose path has a blank in it, and name Koshin nowhere', () => {
    const files = scripts(product)
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['intune/detect.ps1', 'jamf/remediate.sh']))
    expect(files['intune/detect.ps1']).toContain('"$env:ProgramFiles\\Mihon Certificates\\Mihon Certificates.exe"')
    const jamf = 'program="/Applications/Mihon Certificates.app/Contents/MacOS/Mihon Certificates"\n'
    expect(files['jamf/remediate.sh']).toContain(jamf)
    for (const [name, text] of Object.entries(files)) {
      expect(text.match(/.*koshin.*/gi) ?? [], name).toEqual([])
      if (name.endsWith('.sh')) expect(spawnSync('sh', ['-n'], { input: text }).status, name).toBe(0)
    }
  })
})

describe('a build that fails', () => {
  it.skipIf(!draws)('leaves what was there, and nothing half made', async () => {
    const result = path.join(work, 'brands/mihon-cert')
    mkdirSync(result, { recursive: true })
    writeFileSync(path.join(result, 'before'), '')
    await expect(packBrand({ ...brand, icon: '<svg' }, { result })).rejects.toThrow('rsvg-convert')
    expect(readdirSync(path.dirname(result))).toEqual(['mihon-cert'])
    expect(readdirSync(result)).toEqual(['before'])
  })
})
