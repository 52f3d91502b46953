import { expect, it } from 'vitest'
import { hostOf, isOnHostOf, serverOf } from '../../../../main/bank/transport/server-names.ts'

it('a host is named as Chromium’s verifier names it: an address of version 6 without its brackets', () => {
  expect(hostOf('https://Bank.example:8443/x')).toBe('bank.example')
  expect(hostOf('https://[2001:db8::1]/')).toBe('2001:db8::1')
})

it('a server that asks for a certificate is named with its port, whether or not the address has it', () => {
  expect(serverOf('https://bank.example/x')).toBe('bank.example:443')
  expect(serverOf('https://bank.example:8443/x')).toBe('bank.example:8443')
})

it('an address is on the bank’s host only at the very host and port of one of its own', () => {
  const own = [undefined, 'https://bank.example/est', 'https://cmp.bank.example:8443/']
  expect(isOnHostOf('https://bank.example/other', own)).toBe(true)
  expect(isOnHostOf('https://cmp.bank.example:8443/x', own)).toBe(true)
  for (const other of [
    'https://cmp.bank.example/',
    'https://evil.bank.example/',
    'https://bank.example.evil/',
    'no address',
  ]) {
    expect(isOnHostOf(other, own), other).toBe(false)
  }
})
