import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOneOf, putInPlace } from '../../../main/updates/package-file.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-package-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const content = Buffer.alloc(3 * 1024 * 1024, 'k')
const signed = [
  {
    url: 'Koshin.AppImage',
    size: content.length,
    sha512: createHash('sha512').update(content).digest('base64'),
  },
]
const changed = Buffer.concat([content.subarray(0, -1), Buffer.from('x')])
const put = (bytes: Buffer): string => {
  const file = path.join(folder, 'Koshin.AppImage')
  writeFileSync(file, bytes)
  return file
}

describe('a package that is to be put in place', () => {
  it('is still what was signed, to the last octet', () => {
    expect(isOneOf(put(content), signed)).toBe(true)
    expect(isOneOf(put(content.subarray(1)), signed)).toBe(false)
    expect(isOneOf(put(changed), signed)).toBe(false)
  })

  it.skipIf(process.platform === 'win32')(
    'is none that is gone, or whose place a pipe has taken: nobody waits for it',
    () => {
      const file = path.join(folder, 'Koshin.AppImage')
      expect(isOneOf(file, signed)).toBe(false)
      execFileSync('mkfifo', [file])
      expect(isOneOf(file, signed)).toBe(false)
    },
  )
})

describe('the program in whose place a package is put', () => {
  const program = (): string => path.join(folder, 'Program')
  beforeEach(() => writeFileSync(program(), 'what runs now'))

  it('becomes the package, which can be started', () => {
    expect(putInPlace(put(content), program(), signed)).toBe(true)
    expect(readFileSync(program()).equals(content)).toBe(true)
    if (process.platform !== 'win32') expect(statSync(program()).mode & 0o777).toBe(0o755)
    expect(readdirSync(folder).toSorted()).toEqual(['Koshin.AppImage', 'Program'])
  })

  it.each([
    ['was changed', changed],
    ['was cut off', content.subarray(1)],
    ['has grown', Buffer.concat([content, content])],
  ])('stays as it was where the package %s after it was verified', (_what, bytes) => {
    const attempt = (): boolean => putInPlace(put(bytes), program(), signed)
    if (bytes.length > content.length) expect(attempt).toThrow('more than')
    else expect(attempt()).toBe(false)
    expect(readFileSync(program(), 'utf8')).toBe('what runs now')
    expect(readdirSync(folder).toSorted()).toEqual(['Koshin.AppImage', 'Program'])
  })

  it('stays as it was where the copy cannot be made, as on a full disk', () => {
    mkdirSync(`${program()}.new`)
    expect(() => putInPlace(put(content), program(), signed)).toThrow()
    expect(readFileSync(program(), 'utf8')).toBe('what runs now')
  })
})
