/** However certificates are handed out, an answer holds no more of them than can be looked at at once. */
import { expect, it } from 'vitest'
import { readBag } from '../../../../main/bank/est/bag.ts'
import { writeCertificates } from '../../../../main/x509/cms.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { makeAuthority } from '../../x509/authority.ts'

const { middle } = makeAuthority()
/** PEM blocks, each of which is a message of so many certificates. */
function blocks(...counts: readonly number[]): Uint8Array {
  const message = (count: number) => Buffer.from(writeCertificates(Array.from({ length: count }, () => middle)))
  const pem = (count: number) => `-----BEGIN PKCS7-----\n${message(count).toString('base64')}\n-----END PKCS7-----\n`
  return Buffer.from(counts.map(pem).join(''))
}

it('32 certificates are taken in one block or in several, and not one more', () => {
  const taken = (...counts: readonly number[]) => {
    const bag = readBag(blocks(...counts))
    return bag.ok ? bag.value.length : bag.failure
  }
  expect([taken(32), taken(16, 16)]).toEqual([32, 32])
  const tooMany = { code: 'bank.bad-answer', cause: 'PEM: more than 32 certificates' }
  expect(taken(32, 1)).toMatchObject(tooMany)
  // Each block holds no more than it may: 640 of them took three seconds.
  expect(taken(...Array.from({ length: 20 }, () => 20))).toMatchObject(tooMany)
})

it('a certificate in each of 32 blocks is taken, and what is in one more is not', () => {
  const pem = derToPem(middle)
  const taken = (text: string) => {
    const bag = readBag(Buffer.from(text))
    return bag.ok ? bag.value.length : bag.failure.cause
  }
  expect([taken(pem), taken(pem.repeat(32))]).toEqual([1, 32])
  expect(taken(pem.repeat(33))).toBe('PEM: more than 32 certificates')
  expect(taken(pem + pem.slice(0, 300))).toBe('PEM: a block is cut off')
  expect(taken(`${pem}-----BEGIN CERTIFICATE-----\nrubbish!\n-----END CERTIFICATE-----\n`)).toBe(
    'the body is not base64',
  )
})
