import { describe, expect, it } from 'vitest'
import { failureCodes } from '../../../main/renewal/errors.ts'
import { retriesByItself, retryDelay } from '../../../main/renewal/retry.ts'

describe('a step that failed', () => {
  it('is tried again by itself where the bank was not reached, or its user has locked it', () => {
    expect(failureCodes.filter((code) => retriesByItself({ code, retry: 'later' }))).toEqual([
      'network.offline',
      'network.proxy-unreachable',
      'network.proxy-refused',
      'network.captive-portal',
      'bank.unreachable',
      'bank.timeout',
      'bank.busy',
      'bank.maintenance',
      'bank.connection-closed',
      'renewal.locked',
    ])
  })

  it('is never tried again by itself where it was refused, so that no account is locked out', () => {
    for (const code of [
      'bank.login-refused',
      'bank.login-needed',
      'bank.account-locked',
      'bank.password-expired',
      'bank.second-factor-needed',
      'bank.unauthorized',
      'bank.forbidden',
      'network.proxy-authentication',
    ] as const) {
      expect(retriesByItself({ code, retry: 'later' })).toBe(false)
    }
  })

  it('is not tried again where nothing would change', () => {
    expect(retriesByItself({ code: 'bank.unreachable', retry: 'never' })).toBe(false)
  })

  it('waits twice as long each time, from half a minute to an hour', () => {
    expect([0, 1, 2, 3].map((tries) => retryDelay(tries, 1))).toEqual([30_000, 60_000, 120_000, 240_000])
    expect(retryDelay(1000, 1)).toBe(60 * 60 * 1000)
  })

  it('waits at least half as long, whatever chance says', () => {
    expect(retryDelay(0, 0)).toBe(15_000)
  })

  it('waits until the bank wants to be asked again, and not all customers come at that moment', () => {
    expect([retryDelay(0, 0, 600), retryDelay(0, 1, 600)]).toEqual([615_000, 630_000])
    expect(retryDelay(1000, 1, 60)).toBe(61 * 60 * 1000)
  })
})
