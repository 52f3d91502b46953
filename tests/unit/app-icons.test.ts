/** The app's icon as the installers of Windows and macOS take it: each size that a system shows is drawn, not scaled. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string): Buffer => readFileSync(path.join(root, file))
/** px of a PNG: width and height of its header. */
const sizeOfPng = (png: Buffer): number[] => {
  expect(png.toString('latin1', 1, 4)).toBe('PNG')
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

describe('the icon of the app', () => {
  it('for Windows has the sizes of title bar, taskbar and folders at 100 to 250 %, each a whole picture of 32 bits', () => {
    const ico = read('build/icons/icon.ico')
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1])
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const entry = ico.subarray(6 + 16 * index)
      const size = entry[0] === 0 ? 256 : entry[0]!
      const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)]
      const image = ico.subarray(offset, offset + length)
      expect([entry[1], entry.readUInt16LE(6), image.length]).toEqual([entry[0], 32, length])
      if (size === 256) expect(sizeOfPng(image)).toEqual([256, 256])
      else {
        expect([image.readInt32LE(4), image.readInt32LE(8), image.readUInt16LE(14)]).toEqual([size, 2 * size, 32])
        const alphas = Array.from({ length: size * size }, (_, pixel) => image[40 + 4 * pixel + 3])
        expect(alphas[0], 'a corner is cut').toBeLessThan(255)
        expect(alphas[(size * size + size) / 2], 'the middle is drawn').toBe(255)
      }
      return size
    })
    expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 256])
  })

  it('for macOS has 16 to 512 points, for displays of twice the density too', () => {
    const icns = read('build/icons/icon.icns')
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    const images: Record<string, number> = {}
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const [width, height] = sizeOfPng(icns.subarray(at + 8))
      expect(height).toBe(width)
      images[icns.toString('latin1', at, at + 4)] = width!
    }
    const points = { ic07: 128, ic08: 256, ic09: 512 }
    const doubled = { ic11: 32, ic12: 64, ic13: 256, ic14: 512, ic10: 1024 }
    expect(images).toEqual({ ...points, ...doubled })
  })

  it('is the one that the installers are made with', () => {
    const settings = read('electron-builder.yml').toString('utf8')
    expect(settings).toMatch(/^win:\n {2}icon: build\/icons\/icon\.ico$/m)
    expect(settings).toMatch(/^mac:\n {2}icon: build\/icons\/icon\.icns$/m)
  })
})
