import { describe, expect, it } from 'vitest'
import { failureOf, isForgotten, reasonOf } from '../../../../main/bank/cmp/failures.ts'
import { rejected } from './fake-bank.ts'

const asked = { expired: false }

describe('a transaction', () => {
  it('is forgotten where the bank refuses it for nothing but that it knows no such', () => {
    expect(
      [rejected('badRequest'), rejected('badRecipientNonce', 'badSenderNonce'), rejected()].map(isForgotten),
    ).toEqual([true, true, true])
    // Something else is said as well: that is about the request.
    expect([rejected('badRequest', 'badAlg'), rejected('badPOP')].map(isForgotten)).toEqual([false, false])
    expect(isForgotten({ ...rejected('badRequest'), status: 'waiting' })).toBe(false)
  })
})

describe('a refusal', () => {
  const judged = (...failures: Parameters<typeof rejected>) => {
    const { failure } = failureOf(rejected(...failures), asked)
    return [failure.code, failure.retry, failure.authentic === true]
  }

  it('is final only where nothing in it speaks of another certificate or of an earlier request', () => {
    expect(judged('badAlg')).toEqual(['bank.refused', 'never', true])
    expect(judged('badCertId')).toEqual(['bank.refused', 'never', false])
    expect(judged('badAlg', 'badCertId')).toEqual(['bank.refused', 'never', false])
  })

  it('keeps the key where the bank could not verify its proof, or is busy', () => {
    expect(judged('badPOP')).toEqual(['bank.refused', 'later', false])
    expect(judged('systemFailure')).toEqual(['bank.busy', 'later', false])
    // That it could not says nothing where it would not have either.
    expect(judged('badPOP', 'notAuthorized')).toEqual(['bank.forbidden', 'never', true])
  })

  it('is told by its reasons and the bank’s words', () => {
    expect(reasonOf({ ...rejected('badAlg', 'badTime'), text: ['first', 'second'] })).toBe(
      'badAlg, badTime: first second',
    )
    expect(reasonOf({ ...rejected(), text: [] })).toBe('rejection')
  })
})
