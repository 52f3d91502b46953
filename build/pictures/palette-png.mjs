/** Makes a screenshot small: 16 colours, each by its number in four bits. Flat windows lose little that an eye can see. */
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

const most = 16

/** Each pixel gets the nearest colour of a few. */
function index(pixels, channels) {
  const counts = new Map()
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const { palette, numbers } = choose(counts)
  const indices = Buffer.alloc(pixels.length / channels)
  for (let pixel = 0; pixel < indices.length; pixel++)
    indices[pixel] = numbers.get(pixels.readUIntBE(pixel * channels, 3)) ?? 0
  return { palette: Buffer.from(palette.flatMap(parts)), indices }
}

/**
 * The commonest colour, and again and again the one of which the most is farthest from all chosen ones: so a warning's red
 * counts, and the hundred greys at the edges of letters do not.
 *
 * @param {ReadonlyMap<number, number>} counts
 */
function choose(counts) {
  const colours = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour)
  const palette = []
  const nearest = new Map(colours.map((colour) => [colour, { number: 0, away: Infinity }]))
  const lost = (colour) => (counts.get(colour) ?? 0) * Math.min(nearest.get(colour)?.away ?? 0, 3 * 255 ** 2)
  while (palette.length < Math.min(most, colours.length)) {
    const next = colours.reduce((worst, colour) => (lost(colour) > lost(worst) ? colour : worst))
    const number = palette.push(next) - 1
    for (const [colour, at] of nearest) {
      const away = distance(colour, next)
      if (away < at.away) Object.assign(at, { number, away })
    }
  }
  return { palette, numbers: new Map([...nearest].map(([colour, { number }]) => [colour, number])) }
}

const parts = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]

function distance(one, other) {
  const [theirs, ours] = [parts(one), parts(other)]
  return ours.reduce((sum, part, at) => sum + (part - theirs[at]) ** 2, 0)
}

function encode(width, height, { palette, indices }) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([4, 3, 0, 0, 0], 8)
  const line = 1 + Math.ceil(width / 2)
  const lines = Buffer.alloc(line * height)
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    lines[y * line + 1 + (x >> 1)] |= x % 2 === 0 ? indices[pixel] << 4 : indices[pixel]
  }
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
