/** What the pictures of curves have in common (SVG). */

/** To tenths: more makes files larger, and nobody sees it. */
export const round = (number) => Math.round(number * 10) / 10

export const text = (left, top, words, more = '') => `<text x="${left}" y="${top}"${more && ` ${more}`}>${words}</text>`

/** The colour of a curve, and what it is. */
export function entry(left, y, stroke, words, dashes = '') {
  return [
    `<line x1="${left}" x2="${left + 24}" y1="${y}" y2="${y}" stroke="${stroke}" stroke-width="1.5"${dashes}/>`,
    text(left + 30, y + 4, words),
  ]
}

/** @param {number} width @param {number} height @param {readonly string[]} content */
export function chart(width, height, content) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#1c2027">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    '<style>polyline{fill:none;stroke-width:1.5}</style>',
    ...content,
    '</svg>\n',
  ].join('\n')
}
