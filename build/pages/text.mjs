/** Text of others, as it may stand in a table or a page. */

/** Characters that cannot be seen, or that turn others around, are written as their numbers. */
export function visible(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (one) => `\\u{${one.codePointAt(0).toString(16)}}`)
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** In HTML, between elements and in attributes in quotes. */
export function html(text) {
  return visible(String(text)).replace(/[&<>"']/g, (one) => entities[one])
}

/**
 * A cell of a CSV file (RFC 4180). Spreadsheets take a cell that begins with one of = + - @ for a formula, also where it is
 * in quotes: an apostrophe before it makes it text.
 * @param {string | number | undefined} value numbers are ours, and stay numbers
 */
export function csvCell(value) {
  if (typeof value === 'number') return String(value)
  const text = visible(value ?? '')
  const plain = /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text
  // Where a comma is the sign in decimals, spreadsheets take a semicolon for the end of a cell.
  return /[",;]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
