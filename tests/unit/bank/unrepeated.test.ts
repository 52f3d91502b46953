import { describe, expect, it } from 'vitest'
import { withoutSecret } from '../../../main/bank/unrepeated.ts'
import { failure, success } from '../../../main/renewal/errors.ts'
import { printable } from '../../../main/renewal/plain-text.ts'

const sent = { customerId: 'K1000001', password: 'パス「one  time"\u200b%+é' }
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const told = (words: string) => withoutSecret(failure('bank.refused', { cause: `HTTP 400: ${printable(words)}` }), sent)
const untold = failure('bank.refused', { cause: 'HTTP 400' })

describe('a password that a server repeats', () => {
  it.each([
    ['as it was typed', `wrong password ${sent.password}!`],
    ['in other letters', `WRONG PASSWORD ${sent.password.toUpperCase().normalize('NFD')}`],
    ['as a header has it', `unexpected header authorization: Basic ${base64(`${sent.customerId}:${sent.password}`)}`],
    ['in base64', base64(sent.password)],
    ['as JSON', JSON.stringify({ customerId: sent.customerId, password: sent.password })],
    ['as an address or a form has it', `/login?password=${encodeURIComponent(sent.password)}`],
    ['cut off where a line ends', `${'x'.repeat(190)} ${sent.password}`],
  ])('is not kept: %s', (_, words) => {
    expect(told(words)).toEqual(untold)
  })

  it('is kept neither where something follows what was cut off', () => {
    const cause = `HTTP 400: ${printable(`${'x'.repeat(190)} ${sent.password}`)}; the bank wishes for an e-mail address`
    expect(withoutSecret(failure('bank.refused', { cause }), sent)).toEqual(untold)
  })

  it('is not shown as the bank’s message', () => {
    const message = { ja: `「${sent.password}」は違います`, en: 'It is wrong.' }
    expect(withoutSecret(failure('bank.refused', { message }), sent)).toEqual(failure('bank.refused'))
  })

  it.each([sent.password, `after HTTP 400: ${sent.password}`])(
    'leaves nothing of words that begin with no status, either: %s',
    (cause) => {
      expect(withoutSecret(failure('bank.unauthorized', { cause }), sent)).toEqual(
        failure('bank.unauthorized', { cause: 'the bank’s words, which repeat the password' }),
      )
    },
  )

  it('is known by the first four letters of it that a line ends with, and not by three', () => {
    const cut = (words: string) => withoutSecret(failure('bank.refused', { cause: `HTTP 400: ${words}…` }), sent)
    expect(cut('no パス「o')).toEqual(untold)
    expect(cut('no パス「')).toEqual(failure('bank.refused', { cause: 'HTTP 400: no パス「…' }))
  })
})

it('all other words, and what went well, are kept', () => {
  const message = { ja: '窓口へ', en: 'Ask us.' }
  const words = failure('bank.refused', { retry: 'later', retryAfter: 9, message, cause: 'HTTP 400: too early…; wait' })
  expect(withoutSecret(words, sent)).toEqual(words)
  expect(withoutSecret(success(sent.password), sent)).toEqual(success(sent.password))
})
