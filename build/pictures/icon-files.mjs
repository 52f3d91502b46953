/** Pictures of one icon in the files that Windows and macOS take: several sizes, so that no system has to scale one. */
import { decode } from './png.mjs'

/** px: what Windows shows at 100 to 250 % in title bar, taskbar and folders; the largest is scaled from 256. */
export const icoSizes = [16, 20, 24, 32, 40, 48, 64, 256]

/** px by the type in an .icns: for 16 and 32 points only those for displays of twice the density are PNG everywhere. */
export const icnsSizes = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }

/**
 * @param {readonly Buffer[]} pngs square, of at most 256 pixels
 * @returns {Buffer} ICONDIR with its entries. 256 pixels stay a PNG, smaller ones become bitmaps: older parts of Windows and of
 * installers read no others
 */
export function icoFile(pngs) {
  const images = pngs.map((png) => {
    const picture = decode(png)
    return { size: picture.width, data: picture.width === 256 ? png : bitmap(picture) }
  })
  const directory = Buffer.alloc(6 + 16 * images.length)
  directory.writeUInt16LE(1, 2)
  directory.writeUInt16LE(images.length, 4)
  let offset = directory.length
  images.forEach(({ size, data }, index) => {
    const entry = directory.subarray(6 + 16 * index)
    // 0 stands for 256.
    entry[0] = entry[1] = size % 256
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(data.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += data.length
  })
  return Buffer.concat([directory, ...images.map(({ data }) => data)])
}

/** BITMAPINFOHEADER, the lines from the lowest up as BGRA, and a mask that alpha makes superfluous: all of it shows. */
function bitmap({ width, height, channels, pixels }) {
  const header = Buffer.alloc(40)
  header.writeUInt32LE(header.length, 0)
  header.writeInt32LE(width, 4)
  // Of picture and mask together.
  header.writeInt32LE(2 * height, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(32, 14)
  const lines = Array.from({ length: height }, (_, line) => {
    const copied = Buffer.alloc(width * 4)
    for (let column = 0; column < width; column++) {
      const from = ((height - 1 - line) * width + column) * channels
      // Without alpha nothing shows through.
      const [red, green, blue, alpha = 255] = pixels.subarray(from, from + channels)
      copied.set([blue, green, red, alpha], column * 4)
    }
    return copied
  })
  // Each of its lines ends at a whole number of 32 bits.
  const mask = Buffer.alloc(Math.ceil(width / 32) * 4 * height)
  return Buffer.concat([header, ...lines, mask])
}

/** @param {(px: number) => Buffer} pngOf */
export function icnsFile(pngOf) {
  const images = Object.entries(icnsSizes).map(([type, px]) => {
    const png = pngOf(px)
    return Buffer.concat([named(type, png.length + 8), png])
  })
  const length = images.reduce((sum, image) => sum + image.length, 8)
  return Buffer.concat([named('icns', length), ...images])
}

function named(type, length) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(length, 4)
  return head
}
