import { describe, expect, it } from 'vitest'
import { customerName, rebuildName } from '../../../main/demo-bank/ca/names.ts'
import { characterNames, characters } from '../../../main/demo-bank/characters.ts'
import { createFaults, possible } from '../../../main/demo-bank/faults.ts'
import { hex } from '../../../main/x509/der.ts'
import { demoCharacters } from '../../../preload/contract.ts'

describe('what the demo bank can be like', () => {
  it('is one list: of the bank, of its faults and of its window', () => {
    expect(demoCharacters).toEqual(characterNames)
    expect(possible.bank).toEqual(characterNames)
    for (const { meaning } of Object.values(characters)) expect(meaning).toMatch(/\.$/)
  })

  it('lasts as often as it was ordered, and shows the first of its ways where none is named', () => {
    const faults = createFaults()
    faults.add({ where: 'bank', fault: 'maintenance', times: 2 })
    faults.add({ where: 'bank', fault: 'names-rebuilt', times: 1, variant: 'letter-case' })
    expect(faults.act('maintenance')).toEqual({ variant: '503', amount: undefined })
    expect(faults.has('maintenance')).toBe(true)
    expect(faults.act('names-rebuilt')?.variant).toBe('letter-case')
    faults.act('maintenance')
    expect([faults.has('maintenance'), faults.act('maintenance'), faults.list()]).toEqual([false, undefined, []])
  })

  it('ends where it is dropped, and nothing else does', () => {
    const faults = createFaults()
    faults.add({ where: 'bank', fault: 'maintenance', times: 9 })
    faults.add({ where: 'portal', fault: 'busy', times: 1 })
    faults.drop('maintenance')
    expect(faults.list()).toEqual([{ where: 'portal', fault: 'busy', times: 1 }])
  })
})

describe('a name that is rebuilt', () => {
  const person = { customerId: 'K1000001', name: '山田 花子', organisation: 'Koshin', department: undefined, email: '' }
  const name = customerName(person)

  it('has other octets; in letters of the other case twice it is the same again', () => {
    for (const inOtherCase of [false, true]) {
      const rebuilt = rebuildName(name, inOtherCase)
      expect(hex(rebuilt)).not.toBe(hex(name))
    }
    expect(hex(rebuildName(rebuildName(name, true), true))).toBe(hex(name))
  })
})
