import { describe, expect, it } from 'vitest'
import { mostUrgent, type Standing } from '../../../../main/desktop/certificates/bank-status.ts'
import type { LifeStatus } from '../../../../main/renewal/certificate.ts'

const standing = (status: LifeStatus, notAfter?: number) =>
  ({ status, certificate: notAfter === undefined ? undefined : { notAfter } }) as Standing

describe('of several banks, the tray speaks of', () => {
  it('the one that asks for something', () => {
    const due = standing('due', 20)
    expect(mostUrgent([standing('valid', 10), due, standing('lapsed', 1)])).toBe(due)
  })

  it('the one whose time ends first, where several ask for the same', () => {
    const first = standing('due', 10)
    expect(mostUrgent([standing('due', 20), first])).toBe(first)
  })

  it('a certificate that works rather than a bank without any', () => {
    const valid = standing('valid', 10)
    expect(mostUrgent([standing('absent'), valid])).toBe(valid)
  })
})
