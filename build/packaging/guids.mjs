/** By what Windows tells products and their parts apart. None may ever change, or an update would be another product. */
import { createHash } from 'node:crypto'

/** Koshin's, as they were drawn once. */
const drawn = {
  addresses: '5B0C8E0B-6E63-4E0B-8C55-0B6C0E5C2C57',
  bankFiles: '0A4F2C59-3C0D-4E0B-9E4E-6D1E5F5B7A10',
}
/** What those of other products are made from (RFC 9562, 5.5). */
const namespace = Buffer.from('3f1a4f0c7d5b4d0e9c6a52c1b7f0a6d4', 'hex')

/** @param {import('../../main/renewal/product/identity.ts').Identity} product @param {string} part */
export function guidOf({ program, applicationId }, part) {
  if (program === 'koshin' && part in drawn) return drawn[part]
  const hash = createHash('sha1').update(namespace).update(`${applicationId} ${part}`).digest().subarray(0, 16)
  hash[6] = (hash[6] & 0x0f) | 0x50
  hash[8] = (hash[8] & 0x3f) | 0x80
  const hex = hash.toString('hex').toUpperCase()
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
