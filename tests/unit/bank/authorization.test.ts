import { describe, expect, it } from 'vitest'
import { basicAuthorization } from '../../../main/bank/authorization.ts'

const given = (customerId: string, password = 'pw') => basicAuthorization({ customerId, password })

describe('HTTP Basic', () => {
  it('is written in UTF-8, composed', () => {
    expect(given('test', '123£')).toEqual({ ok: true, value: 'Basic dGVzdDoxMjPCow==' })
    expect(given('か\u3099')).toEqual(given('が'))
    expect(given('a', 'b:c')).toEqual({ ok: true, value: `Basic ${Buffer.from('a:b:c').toString('base64')}` })
  })

  it.each([
    ['an ID with a colon', 'a:b', 'pw'],
    ['a line break', 'a', 'p\nw'],
    ['no ID', '', 'pw'],
    ['no password', 'a', ''],
  ])('is refused with %s, and the reason keeps the password to itself', (_title, id, password) => {
    const refused = basicAuthorization({ customerId: id, password })
    expect(refused).toMatchObject({ ok: false, failure: { code: 'bank.unauthorized', retry: 'never' } })
    expect(JSON.stringify(refused)).not.toContain('pw')
  })
})
