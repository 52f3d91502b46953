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

  it.each([
    ['', 'pw', 'ID or password is empty'],
    ['a', '', 'ID or password is empty'],
    ['a:b', 'pw', 'the ID has a colon'],
    ['a', 'p\nw', 'ID or password has a control character'],
    ['a\u0000', 'pw', 'ID or password has a control character'],
  ])('tells why it cannot be written', (id, password, cause) => {
    expect(basicAuthorization({ customerId: id, password })).toMatchObject({ failure: { cause } })
  })
})
