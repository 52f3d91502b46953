import { describe, expect, it } from 'vitest'
import { updateFailure } from '../../../main/updates/server-failure.ts'

describe('what went wrong on the way to an update server', () => {
  it.each(['network.tls-inspected', 'network.captive-portal', 'network.proxy-refused'] as const)(
    'is never told as if the bank had been asked: %s',
    (code) => {
      const failed = updateFailure({ code, retry: 'never', cause: 'why' })
      expect(failed).toEqual({ code: 'update.unreachable', retry: 'later', cause: `${code}: why` })
    },
  )

  it('is the network’s where it is, and goes on later', () => {
    const failed = updateFailure({ code: 'network.offline', retry: 'never', cause: 'why' })
    expect(failed).toEqual({ code: 'network.offline', retry: 'later', cause: 'why' })
  })

  it('is the server’s otherwise', () => {
    expect(updateFailure({ code: 'bank.answer-too-large', retry: 'never' })).toMatchObject({ code: 'update.too-large' })
    const failed = { code: 'update.unreachable', retry: 'later', cause: 'bank.unreachable' }
    expect(updateFailure({ code: 'bank.unreachable', retry: 'never' })).toEqual(failed)
  })
})
