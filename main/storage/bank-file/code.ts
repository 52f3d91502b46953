/**
 * The confirmation code (確認コード) of a bank file: 12 digits that the bank prints in its letter, made from the file.
 *
 * Twelve digits are few: with a plain hash somebody finds another file with the same ones within an hour. So making a
 * code is slow and takes memory (scrypt, RFC 7914): 128 MiB and about half a second. Finding another file takes 10^12 of
 * them on average. The reckoning is in build/docs/bank/bank-file.md.
 */
import { scrypt, timingSafeEqual } from 'node:crypto'

/** Of version 1 of the file. Never changed: codes stand in letters. */
const cost = { N: 2 ** 17, r: 8, p: 1 }
const salt = 'koshin bank file 1'
/** scrypt's own bound is 32 MiB; it needs 128 * N * r bytes and a little more. */
const maxmem = 160 * 1024 * 1024

const codes = 10n ** 12n

/** @returns 12 digits, without what stands between them. @throws Error where there is not enough memory */
export function bankFileCode(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, 16, { ...cost, maxmem }, (error, key) => {
      if (error !== null) return reject(error)
      // Of 2^128 values: that some digits come more often than others cannot be measured.
      const number = BigInt(`0x${key.toString('hex')}`) % codes
      resolve(number.toString().padStart(12, '0'))
    })
  })
}

/** As it is printed: `1234 5678 9012`. */
export function groupedCode(code: string): string {
  return code.replaceAll(/(\d{4})(?=\d)/g, '$1 ')
}

/** Both of 12 digits; how long it takes says nothing about where they differ. */
export function isSameCode(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
