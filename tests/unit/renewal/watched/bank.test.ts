import { describe, expect, it } from 'vitest'
import { bankOf, type WatchedBank } from '../../../../main/renewal/watched/bank.ts'

const bank = (name: string, ...issuers: WatchedBank['issuers']): WatchedBank => ({
  ...{ name, page: 'https://renewal.bank.example/', rule: {} },
  issuers,
})
const [first, second] = [
  bank('甲銀行', { name: '法人認証局', key: 'aa' }),
  bank('乙銀行', { name: '法人認証局', key: 'bb' }),
]
const banks = [first, second]

describe('the bank of a watched certificate', () => {
  it('is told apart from another whose authority has the same name, by the key', () => {
    expect(bankOf(banks, { issuer: '法人認証局', issuerKey: 'bb' })).toBe(second)
    expect(bankOf(banks, { issuer: '法人認証局', issuerKey: 'cc' })).toBeUndefined()
  })

  it('is found by name where either side names no key, and by the key whatever the name is', () => {
    expect(bankOf([bank('丙銀行', { name: '丙認証局' })], { issuer: '丙認証局', issuerKey: 'aa' })?.name).toBe('丙銀行')
    expect(bankOf(banks, { issuer: '法人認証局', issuerKey: undefined })).toBe(first)
    expect(bankOf(banks, { issuer: '別の名前', issuerKey: 'aa' })).toBe(first)
    expect(bankOf(banks, { issuer: '別の名前', issuerKey: undefined })).toBeUndefined()
  })

  it('is found by any of its authorities', () => {
    const two = bank('丁銀行', { name: '丁認証局 G1', key: 'dd' }, { name: '丁認証局 G2', key: 'ee' })
    for (const issuerKey of ['dd', 'ee']) expect(bankOf([two], { issuer: '丁認証局', issuerKey })).toBe(two)
  })
})
