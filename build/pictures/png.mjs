/** Reads the pictures that are made here: by Chromium and by librsvg. */
import { inflateSync } from 'node:zlib'

/**
 * @param {Buffer} png 8 bits per channel, RGB or RGBA, not interlaced
 * @returns {{ width: number, height: number, channels: number, pixels: Buffer }} line by line from the top
 */
export function decode(png) {
  const header = { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
  const [depth, type, , , interlaced] = png.subarray(24, 29)
  const channels = { 2: 3, 6: 4 }[type]
  if (depth !== 8 || channels === undefined || interlaced !== 0)
    throw new Error('not a PNG of 8 bits per channel, RGB or RGBA')
  const parts = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return { ...header, channels, pixels: unfilter(inflateSync(Buffer.concat(parts)), header, channels) }
}

/** PNG, third edition, 9.2: each line names the filter that it was written with. */
function unfilter(raw, { width, height }, channels) {
  const line = width * channels
  const pixels = Buffer.alloc(line * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const left = x < channels ? 0 : pixels[y * line + x - channels]
      const up = y === 0 ? 0 : pixels[(y - 1) * line + x]
      const corner = x < channels || y === 0 ? 0 : pixels[(y - 1) * line + x - channels]
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]
      pixels[y * line + x] = raw[y * (line + 1) + 1 + x] + predicted
    }
  }
  return pixels
}

function paeth(left, up, corner) {
  const guess = left + up - corner
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value))
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}
