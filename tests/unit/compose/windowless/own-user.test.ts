import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../../main/cli/unattended/outcomes.ts'
import { ownAccount, refusedFor } from '../../../../main/compose/windowless/own-user.ts'

const user = 'S-1-5-21-1004336348-1177238915-682003330-1001'

describe('a run as an account of the system', () => {
  it.each(['status', 'renew', 'enrol', 'retire', 'self-test'] as const)(
    'is refused as that, and does not say that there is no certificate: %s',
    (command) => {
      for (const sid of ['S-1-5-18', 'S-1-5-19', 'S-1-5-20']) {
        expect(refusedFor(command, sid, 'win32')).toMatchObject({ code: 'renewal.wrong-user', retry: 'never' })
      }
      const failed = refusedFor(command, 0, 'darwin')
      expect(failed && outcomeOf(failed)).toBe('wrong-user')
    },
  )

  it('may look at the computer and check a bank: neither is about its user’s certificates', () => {
    for (const command of ['diagnose', 'check-bank', undefined] as const) {
      expect(refusedFor(command, 'S-1-5-18', 'win32')).toBeUndefined()
    }
  })
})

describe('a run as a user', () => {
  it('is begun, also an administrator’s, root’s on Linux, and where the system does not tell whose it is', () => {
    expect(refusedFor('renew', user, 'win32')).toBeUndefined()
    expect(refusedFor('renew', undefined, 'win32')).toBeUndefined()
    expect(refusedFor('renew', 501, 'darwin')).toBeUndefined()
    expect(refusedFor('renew', 0, 'linux')).toBeUndefined()
  })

  it.skipIf(process.platform === 'win32')('is known by its number', async () => {
    expect(await ownAccount()).toBe(process.getuid?.())
  })
})
