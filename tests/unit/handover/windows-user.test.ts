/** Windows' answers, as its documentation lays them out, and what is read in them. */
import koffi from 'koffi'
import { describe, expect, it } from 'vitest'
import { ownSid, pipeOwner, type UserFunctions } from '../../../main/handover/windows-user.ts'

/** S-1-5-21-1-2-4294967295-1001 */
const sid = Buffer.from('010500000000000515000000' + '01000000' + '02000000' + 'ffffffff' + 'e9030000', 'hex')
const text = 'S-1-5-21-1-2-4294967295-1001'

function windows(more: Partial<UserFunctions> = {}) {
  const closed: unknown[] = []
  const asked: unknown[] = []
  const functions: UserFunctions = {
    GetCurrentProcess: () => -1,
    OpenProcessToken: (_process, _access, token) => token.writeBigUInt64LE(7n),
    GetTokenInformation(token, kind, answer) {
      asked.push(token, kind)
      answer.writeBigUInt64LE(koffi.address(answer) + 24n)
      sid.copy(answer, 24)
      return 1
    },
    CreateFileW: () => 9n,
    GetKernelObjectSecurity(_object, _what, answer) {
      answer.writeUInt32LE(20, 4)
      sid.copy(answer, 20)
      return 1
    },
    CloseHandle: (handle) => closed.push(handle),
    ...more,
  }
  return { functions, closed, asked }
}

describe('who this process is', () => {
  it.each([
    ['user', 1],
    ['owner', 4],
  ] as const)('is asked of its token, which is given back (%s)', (which, kind) => {
    const { functions, asked, closed } = windows()
    expect(ownSid(which, functions)).toBe(text)
    expect([asked, closed]).toEqual([[7n, kind], [7n]])
  })

  it('is nobody where Windows does not say', () => {
    expect(() => ownSid('user', windows({ OpenProcessToken: () => 0 }).functions)).toThrow('OpenProcessToken')
    const { functions, closed } = windows({ GetTokenInformation: () => 0 })
    expect(() => ownSid('user', functions)).toThrow('GetTokenInformation')
    expect(closed).toEqual([7n])
  })
})

describe('the owner of a pipe', () => {
  it('is read from its security descriptor', () => {
    const { functions, closed } = windows()
    expect(pipeOwner('pipe', functions)).toBe(text)
    expect(closed).toEqual([9n])
  })

  it('is nobody where none is named, and unknown where there is no pipe or Windows does not say', () => {
    expect(pipeOwner('pipe', windows({ GetKernelObjectSecurity: () => 1 }).functions)).toBe('')
    for (const invalid of [-1n, 0xffff_ffff_ffff_ffffn]) {
      expect(pipeOwner('pipe', windows({ CreateFileW: () => invalid }).functions)).toBeUndefined()
    }
    const { functions, closed } = windows({ GetKernelObjectSecurity: () => 0 })
    expect(() => pipeOwner('pipe', functions)).toThrow('GetKernelObjectSecurity')
    expect(closed).toEqual([9n])
  })
})
