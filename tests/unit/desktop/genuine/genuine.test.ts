import { expect, it, vi } from 'vitest'
import type { NoticeAnswer } from '../../../../main/bank/portal/answers.ts'
import { createGenuine } from '../../../../main/desktop/genuine/genuine.ts'
import { done, type Result, success } from '../../../../main/renewal/errors.ts'

function ask() {
  const waiting: ((answer: Result<NoticeAnswer>) => void)[] = []
  const check = vi.fn(
    (_code: string, _customerId: string | undefined) =>
      new Promise<Result<NoticeAnswer>>((resolve) => void waiting.push(resolve)),
  )
  const bank = { id: 'bank', name: '更新銀行', caution: undefined, helpDesk: undefined, certificates: () => [], check }
  const genuine = createGenuine({
    banks: () => [bank],
    lock: {
      standing: () => success(undefined),
      check: () => done,
      set: () => success({ since: 0, until: 0 }),
      lift: () => done,
    },
    askToLift: () => Promise.resolve(false),
    onView: () => undefined,
    onLock: () => undefined,
  })
  return { genuine, check, answerWith: (answer: NoticeAnswer) => waiting.shift()!(success(answer)) }
}

it('a bank is asked one question at a time, and then the last: no page queues thousands up before a renewal', async () => {
  const { genuine, check, answerWith } = ask()
  const asked = Array.from({ length: 1000 }, (_none, at) => genuine.check('bank', `code ${at}`, undefined))
  expect(check.mock.calls).toEqual([['code 0', undefined]])
  answerWith({ result: 'sent', sentAt: '2026-11-20T00:00:00Z' })
  await vi.waitFor(() => expect(check).toHaveBeenCalledTimes(2))
  expect(genuine.view().check).toEqual({ bank: 'bank', state: 'asking' })
  answerWith({ result: 'unknown' })
  await Promise.all(asked)
  expect(check.mock.calls.slice(1)).toEqual([['code 999', undefined]])
  expect(genuine.view().check).toEqual({ bank: 'bank', state: 'answered', answer: 'unknown' })
})

it('a question that its user has left is not put to the bank any more', async () => {
  const { genuine, check, answerWith } = ask()
  const asked = [genuine.check('bank', 'first', undefined), genuine.check('bank', 'second', undefined)]
  genuine.begin()
  answerWith({ result: 'unknown' })
  await Promise.all(asked)
  expect(check).toHaveBeenCalledOnce()
  expect(genuine.view().check).toBeUndefined()
})
