import { describe, expect, it } from 'vitest'
import { operationUrl } from '../../../main/bank/est/address.ts'

const built = (url: string, label?: string): string => {
  const result = operationUrl({ url, label }, 'cacerts')
  return result.ok ? result.value : result.failure.code
}

describe('the address of an EST operation', () => {
  it.each([
    ['https://bank.example', undefined, 'https://bank.example/.well-known/est/cacerts'],
    ['https://bank.example:8443/', 'corporate', 'https://bank.example:8443/.well-known/est/corporate/cacerts'],
    ['https://bank.example/.well-known/est/', undefined, 'https://bank.example/.well-known/est/cacerts'],
    ['https://bank.example/front', 'a', 'https://bank.example/front/.well-known/est/a/cacerts'],
  ])('%s with label %s', (url, label, expected) => {
    expect(built(url, label)).toBe(expected)
  })

  it.each([
    ['http://bank.example', undefined],
    ['bank.example', undefined],
    ['https://user:secret@bank.example', undefined],
    ['https://bank.example/?a=b', undefined],
    ['https://bank.example', 'simpleenroll'],
    ['https://bank.example', 'a/b'],
    ['https://bank.example', '..'],
    ['https://bank.example', ''],
  ])('%s with label %s is refused', (url, label) => {
    expect(built(url, label)).toBe('config.invalid')
  })
})
