/** Makes a screenshot small: at most 256 colours, each by its number. Flat windows lose nothing that an eye can see. */
import { deflateSync } from 'node:zlib'
import { decode } from './png.mjs'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * @param {Buffer} png 8 bits per channel, RGB or RGBA, not interlaced: what Chromium writes
 * @returns {Buffer} a PNG with a palette
 */
export function toPalette(png) {
  const { width, height, pixels, channels } = decode(png)
  return encode(width, height, index(pixels, channels))
}

/** The commonest colours stay as they are; a rare one, from the edge of a letter, becomes the nearest of them. */
function index(pixels, channels) {
  const counts = new Map()
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const colours = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour)
  const palette = colours.slice(0, 256)
  const numbers = new Map(colours.map((colour, number) => [colour, number < 256 ? number : nearest(colour, palette)]))
  const indices = Buffer.alloc(pixels.length / channels)
  for (let pixel = 0; pixel < indices.length; pixel++)
    indices[pixel] = numbers.get(pixels.readUIntBE(pixel * channels, 3))
  return { palette: Buffer.from(palette.flatMap(parts)), indices }
}

const parts = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]

function nearest(colour, palette) {
  const [red, green, blue] = parts(colour)
  const distances = palette.map((other) => {
    const [r, g, b] = parts(other)
    return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
  })
  return distances.indexOf(Math.min(...distances))
}

function encode(width, height, { palette, indices }) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) indices.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width)
  const data = deflateSync(lines, { level: 9, memLevel: 9 })
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc(body), body.length + 4)
  return whole
}

/** CRC-32 of ISO 3309, as PNG wants it; zlib's own is not in every Node that we build with. */
function crc(data) {
  let value = 0xffffffff
  for (const byte of data) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}
