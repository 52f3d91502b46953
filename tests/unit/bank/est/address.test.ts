import { describe, expect, it } from 'vitest'
import { operationUrl } from '../../../../main/bank/est/address.ts'

const built = (url: string, label?: string): string => {
  const result = operationUrl({ url, label }, 'cacerts')
  return result.ok ? result.value : result.failure.code
}

describe('the address of an EST operation', () => {
  it.each([
    ['https://bank.example', undefined, 'https://bank.example/.well-known/est/cacerts'],
    ['https://bank.example:8443/', 'corporate', 'https://bank.example:8443/.well-known/est/corporate/cacerts'],
    ['https://bank.example/.well-known/est/', undefined, 'https://bank.example/.well-known/est/cacerts'],
    ['https://bank.example/front/.well-known/est', 'a', 'https://bank.example/front/.well-known/est/a/cacerts'],
    ['https://bank.example/front', 'a', 'https://bank.example/front/.well-known/est/a/cacerts'],
  ])('%s with label %s', (url, label, expected) => {
    expect(built(url, label)).toBe(expected)
  })

  it('says what is wrong with it, without repeating it', () => {
    const cause = (url: string, label?: string) => {
      const result = operationUrl({ url, label }, 'cacerts')
      return result.ok ? '' : result.failure.cause
    }
    expect(cause('bank.example')).toBe('EST URL: not an address')
    expect(cause('http://bank.example')).toBe('EST URL: https is needed')
    for (const url of ['https://user@bank.example', 'https://:secret@bank.example']) {
      expect(cause(url)).toBe('EST URL: an address with a user name or password')
    }
    for (const url of ['https://bank.example/?a=b', 'https://bank.example/#a']) {
      expect(cause(url)).toBe('EST URL: an address with a query or fragment')
    }
    for (const label of ['a/b', '/a', 'a/', '...', '.', 'fullcmc', 'serverkeygen', 'cacerts', 'csrattrs']) {
      expect(cause('https://bank.example', label)).toMatch(/^EST URL: the label is not one path segment/)
    }
    for (const label of ['a.', '.a', 'A-1_~']) expect(cause('https://bank.example', label)).toBe('')
  })

  it('takes any number of slashes at its end for one', () => {
    expect(built('https://bank.example/front//')).toBe('https://bank.example/front/.well-known/est/cacerts')
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
