import { beforeEach, describe, expect, it, vi } from 'vitest'

interface System {
  inodes: Record<string, number>
  files: Record<string, string>
}
const system = vi.hoisted((): System => ({ inodes: {}, files: {} }))
vi.mock('node:fs', () => ({
  statSync(name: string, options?: { throwIfNoEntry?: boolean }) {
    if (name in system.inodes) return { ino: system.inodes[name] }
    if (options?.throwIfNoEntry !== false) throw new Error(`ENOENT: ${name}`)
    return undefined
  },
  readFileSync(name: string, encoding?: string) {
    const text = system.files[name]
    if (text === undefined || encoding !== 'utf8') throw new Error(`ENOENT: ${name}`)
    return text
  },
}))
const { lockHolder } = await import('../../../../main/keystore/linux/file-locks.ts')

const files = ['/nssdb/cert9.db', '/nssdb/key4.db']
const lock = (holder: number | string, inode: number) =>
  `1: POSIX  ADVISORY  WRITE ${holder} fd:01:${inode} 1073741826 1073742335`
const locks = (...lines: string[]) => void (system.files['/proc/locks'] = `${lines.join('\n')}\n`)

beforeEach(() => {
  system.inodes = { [files[0]!]: 11, [files[1]!]: 22 }
  system.files = { '/proc/4711/comm': 'firefox\n', '/proc/4712/comm': 'evolution\n' }
})

describe('who holds a database', () => {
  it('is told by the name of its program, for either file', () => {
    locks(lock(4712, 33), lock(4711, 22))
    expect(lockHolder(files)).toBe('firefox')
    locks(lock(4712, 11))
    expect(lockHolder(files)).toBe('evolution')
  })

  it('is told of one file where the other is not there', () => {
    locks(lock(4711, 22))
    system.inodes = { [files[1]!]: 22 }
    expect(lockHolder(files)).toBe('firefox')
  })

  it('is nobody where only other files are held, by whomever, or no file is there', () => {
    locks(lock(4711, 33), lock(4712, 111), '2: FLOCK  ADVISORY  WRITE', '')
    expect(lockHolder(files)).toBeUndefined()
    locks(lock(4711, 11))
    system.inodes = {}
    expect(lockHolder(files)).toBeUndefined()
  })

  it('is nobody where it is this process alone, and the other where both hold it', () => {
    locks(lock(process.pid, 11))
    expect(lockHolder(files)).toBeUndefined()
    locks(lock(process.pid, 11), lock(4711, 11))
    expect(lockHolder(files)).toBe('firefox')
  })

  it('is another program where its name is hidden, and nobody where all locks are', () => {
    locks(lock(4713, 22))
    expect(lockHolder(files)).toBe('another program')
    delete system.files['/proc/locks']
    expect(lockHolder(files)).toBeUndefined()
  })
})
