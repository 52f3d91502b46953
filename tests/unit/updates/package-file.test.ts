import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOneOf } from '../../../main/updates/package-file.ts'

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
const put = (bytes: Buffer): string => {
  const file = path.join(folder, 'Koshin.AppImage')
  writeFileSync(file, bytes)
  return file
}

describe('a package that is to be put in place', () => {
  it('is still what was signed, to the last octet', () => {
    expect(isOneOf(put(content), signed)).toBe(true)
    expect(isOneOf(put(content.subarray(1)), signed)).toBe(false)
    content[content.length - 1]! ^= 1
    expect(isOneOf(put(content), signed)).toBe(false)
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
