/** What a proxy is told that asks who we are, and how often. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProxyChallenge, ProxyCredentials } from '../../../../main/bank/proxy/challenge.ts'
import { standInForElectron } from '../transport/electron-stand-in.ts'

const electron = standInForElectron()
vi.mock('electron', () => electron.module)
const { answerProxy } = await import('../../../../main/bank/proxy/challenge.ts')

const question = { isProxy: true, host: 'proxy.example', port: 3128, realm: 'r', scheme: 'basic' }
const known = { username: 'keiri', password: 'goma' }
type Asks = (challenge: ProxyChallenge) => Promise<ProxyCredentials | undefined>

/** What happened, in its order. */
let log: string[]
beforeEach(() => void (log = []))

function meeting(proxyCredentials: Asks | undefined, way?: string) {
  const deadline = {
    pause: () => void log.push('pause'),
    resume: () => void log.push('resume'),
    end: () => void log.push('end'),
  }
  const options = proxyCredentials === undefined ? {} : { proxyCredentials }
  const ask = answerProxy({ way, options }, deadline, () => void log.push('unknown'))
  return (challenge = question) =>
    new Promise<unknown[]>((resolve) => ask(challenge, (...given: unknown[]) => resolve(given)))
}

describe('a proxy that asks who we are', () => {
  it('is answered while the time limit stands still', async () => {
    const asked = vi.fn<Asks>(async () => (log.push('asked'), known))
    expect(await meeting(asked, 'HTTPS proxy.example:3128')()).toEqual(['keiri', 'goma'])
    expect(log).toEqual(['pause', 'asked', 'resume'])
    const { isProxy: _, ...proxy } = question
    expect(asked.mock.calls).toEqual([[{ ...proxy, encrypted: true, refused: false }]])
  })

  it('is told that it refused what it got, and is left alone after three answers', async () => {
    const asked = vi.fn<Asks>(async () => known)
    const ask = meeting(asked)
    const answers = [await ask(), await ask(), await ask()]
    expect(answers).toEqual(answers.map(() => ['keiri', 'goma']))
    expect(log).not.toContain('unknown')
    expect(await ask()).toEqual([undefined, undefined])
    expect(log.slice(-2)).toEqual(['resume', 'unknown'])
    expect(asked.mock.calls.map(([{ refused, encrypted }]) => [refused, encrypted])).toEqual([
      [false, false],
      [true, false],
      [true, false],
    ])
  })

  it.each([
    ['nobody can be asked', undefined],
    ['nobody knows', async () => undefined],
    ['the question fails', () => Promise.reject(new Error('the window is gone'))],
  ] satisfies [string, Asks | undefined][])(
    'gets no answer, and there is no way through it, where %s',
    async (_, asks) => {
      expect(await meeting(asks)()).toEqual([undefined, undefined])
      expect(log).toEqual(['pause', 'resume', 'unknown'])
    },
  )
})

it('a web server that asks who we are is never answered, nor waited for', async () => {
  const asked = vi.fn<Asks>(async () => known)
  expect(await meeting(asked)({ ...question, isProxy: false })).toEqual([])
  expect([asked.mock.calls, log]).toEqual([[], []])
})
