/** The portal's contract for banks is what the client keeps to. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createPortal, type Portal } from '../../../../main/bank/portal/portal.ts'
import type { Result } from '../../../../main/renewal/errors.ts'
import { customerId, noticeCode, password } from '../../../../preload/fields.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'
import { address, fits, operations, own, root, type } from './contract.ts'

/** What the client asks at each end point. */
const asking: Readonly<Record<string, (portal: Portal) => Promise<Result<unknown> | undefined | void>>> = {
  '/who-am-i': (portal) => portal.whoAmI(own),
  '/login': (portal) => portal.logIn(own, 'K1000001', 'hiraku-goma'),
  '/policy': (portal) => portal.policy(own),
  '/registered-email': (portal) => portal.registeredEmail(own),
  '/notices/check': (portal) => portal.checkNotice('ABCD-EFGH', { thumbprints: [own] }, undefined),
  '/logout': (portal) => portal.logOut(own),
}

/** What the client makes of a body that comes with 200. */
async function made(at: string, body: unknown): Promise<string> {
  const recognised = { thumbprint: own, customerId: 'K1000001', name: '', status: 'valid' }
  const before = at === '/login' ? [answers(200, {}, JSON.stringify(recognised))] : []
  const { transport } = fakeTransport(...before, answers(200, { 'content-type': type }, JSON.stringify(body)))
  const result = await asking[at]!(createPortal(address, transport))
  return result === undefined || result.ok ? 'accepted' : result.failure.code
}

/** The value without each of its names, and with something else in the place of each. */
function variants(value: object): object[] {
  const long = [256, 257, 320, 321, 1000, 1001].map((length) => 'x'.repeat(length))
  const others = [null, 0, 1, 364, 365, 1.5, '', 'valid', 'unknown', ...long, [], ['x'], {}]
  const lists = [Array(10).fill('x'), Array(11).fill('x'), ['x'.repeat(201)], [''], '2026-11-29T09:00:00+09:00']
  return Object.keys(value).flatMap((name) => [
    Object.fromEntries(Object.entries(value).filter(([one]) => one !== name)),
    ...[...others, ...lists].map((other) => ({ ...value, [name]: other })),
  ])
}

const examples = operations.flatMap(({ at, operation }) => {
  const content = operation.responses['200']?.content?.[type]
  return Object.entries(content?.examples ?? {}).map(([name, { value }]) => ({ at, name, value, content: content! }))
})

describe("the contract of a bank's portal", () => {
  it('is what the schemas and the client make of it', () => {
    const said = execFileSync(process.execPath, ['build/commands/generate/portal-contract.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(said).toContain('as it was')
  })

  it('has every end point that the client asks, and no other', () => {
    expect(operations.map(({ at }) => at)).toEqual(Object.keys(asking))
  })

  it.each(examples)('gives an example of $at that fits it: $name', ({ content, value }) => {
    expect(fits(content, value)).toBe(true)
  })

  it.each(examples)('lets an answer of $at pass that the client takes, and no other: $name', async (example) => {
    const { at, content, value } = example
    const tried = [value, { ...(value as object), more: true }, ...variants(value as object), [], null, 'text']
    const verdicts = await Promise.all(tried.map(async (body) => [await made(at, body), fits(content, body)] as const))
    const unread = at === '/policy' ? 'bank.policy-unusable' : 'bank.bad-answer'
    expect(verdicts.filter(([outcome, fit]) => (outcome !== unread) !== fit)).toEqual([])
    expect(new Set(verdicts.map(([, fit]) => fit)).size).toBe(2)
  })

  it('takes every entry that a window lets pass', () => {
    const requestAt = (at: string) => {
      const { operation } = operations.find((one) => one.at === at)!
      return (body: object) => fits(operation.requestBody!.content[type]!, body)
    }
    const [login, check] = [requestAt('/login'), requestAt('/notices/check')]
    const texts = [0, 1, 3, 4, 64, 65, 128, 256, 257].map((length) => 'x'.repeat(length))
    const passed = (field: typeof customerId | typeof password) => texts.filter((text) => field.safeParse(text).success)
    expect(passed(customerId).filter((id) => !login({ customerId: id, password: 'x' }))).toEqual([])
    expect(passed(customerId).filter((id) => !check({ customerId: id, code: 'xxxx' }))).toEqual([])
    expect(passed(password).filter((typed) => !login({ customerId: 'x', password: typed }))).toEqual([])
    expect(passed(noticeCode).filter((code) => !check({ code, thumbprints: [own] }))).toEqual([])
    expect(login({ customerId: '', password: 'x' })).toBe(false)
  })
})
