import { beforeEach, describe, expect, it, vi } from 'vitest'

/** What is read next; an empty piece is the end. */
const pieces: (string | Error)[] = []
vi.mock('node:fs', () => ({
  readSync(file: number, into: Buffer, at: number, longest: number): number {
    const next = pieces.shift()
    if (file !== 0 || next === undefined) throw new Error('kept waiting for ever')
    if (next instanceof Error) throw next
    return into.write(next, at, longest)
  },
}))

const { readOneTimePassword } = await import('../../../../main/cli/unattended/one-time-password.ts')

const given = (...input: typeof pieces): unknown => {
  pieces.push(...input)
  return readOneTimePassword('12345678')
}
const known = (password: string) => ({ ok: true, value: { customerId: '12345678', password } })
const needed = { ok: false, failure: { code: 'renewal.password-needed' } }

describe('a one-time password from standard input', () => {
  beforeEach(() => void (pieces.length = 0))

  it('is its first line, in however many pieces it comes', () => {
    expect(given('abc', 'DEF１２', '３\r\nsecond', '')).toEqual(known('abcDEF123'))
    pieces.length = 0
    expect(given('without an end', '')).toEqual(known('without an end'))
  })

  it('is not waited for once its line has ended, though its starter leaves the input open', () => {
    expect(given('abc\n')).toEqual(known('abc'))
  })

  it('is not read without end', () => {
    expect(given(...Array<string>(8).fill('x'.repeat(1000)))).toEqual(known('x'.repeat(4096)))
    expect(pieces).toHaveLength(3)
  })

  it('is missing where there is no input, or none that can be read', () => {
    expect(given('')).toMatchObject(needed)
    expect(given(new Error('EAGAIN'))).toMatchObject(needed)
  })
})
