import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { bankFileCode, groupedCode, isSameCode } from '../../../../main/storage/bank-file/code.ts'

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

describe('the confirmation code of a bank file', () => {
  /** Python: hashlib.scrypt(bytes, salt=b'koshin bank file 1', n=131072, r=8, p=1, dklen=16), modulo 10**12. */
  it.each([
    ['', '668514329934'],
    ['{"version":1}', '591204342052'],
  ])('of %j is what another scrypt makes of it', async (text, code) => {
    expect(await bankFileCode(bytesOf(text))).toBe(code)
  })

  it('is made from each byte: a blank more is another one', async () => {
    expect(await bankFileCode(bytesOf('{"version":1} '))).not.toBe('591204342052')
  })

  it('takes so long that nobody makes a million million of them', async () => {
    const began = performance.now()
    await bankFileCode(bytesOf('{}'))
    expect(performance.now() - began).toBeGreaterThan(50)
  })

  it('is printed in three groups', () => {
    expect(groupedCode('123456789012')).toBe('1234 5678 9012')
  })

  it('is the same only as itself', () => {
    expect(isSameCode('123456789012', '123456789012')).toBe(true)
    for (const other of ['123456789013', '12345678901', '', '1234567890123']) {
      expect(isSameCode(other, '123456789012')).toBe(false)
    }
  })
})
