import { describe, expect, it } from 'vitest'
import { mostUrgent, type BankStatus } from '../../../../main/desktop/certificates/bank-status.ts'
import type { LifeStatus } from '../../../../main/renewal/certificates/certificate.ts'

const bankStatus = (status: LifeStatus, notAfter?: number) =>
  ({ status, certificate: notAfter === undefined ? undefined : { notAfter } }) as BankStatus

describe('of several banks, the tray speaks of', () => {
  it('the one that asks for something', () => {
    const due = bankStatus('due', 20)
    expect(mostUrgent([bankStatus('valid', 10), due, bankStatus('lapsed', 1)])).toBe(due)
  })

  it('the one whose time ends first, where several ask for the same', () => {
    const first = bankStatus('due', 10)
    expect(mostUrgent([bankStatus('due', 20), first])).toBe(first)
  })

  it('a certificate that works rather than a bank without any', () => {
    const valid = bankStatus('valid', 10)
    expect(mostUrgent([bankStatus('absent'), valid])).toBe(valid)
  })
})
