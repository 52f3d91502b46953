/** The trial by `npm run verify -- --only real-store`, on a database of NSS' own tools in a home of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findLibrary } from '../../../main/keystore/linux/softokn.ts'

const missing = [
  ...(findLibrary() === undefined ? ['libsoftokn3.so (package libnss3)'] : []),
  ...(spawnSync('certutil', ['-H']).error === undefined ? [] : ['certutil (package libnss3-tools)']),
]
if (missing.length > 0) console.warn(`trial of the user's key store skipped: ${missing.join(' and ')} not installed`)

const module = path.resolve(import.meta.dirname, '../../../build/verify/real-store.mjs')
const script = `
  const { tryRealStore } = await import(${JSON.stringify(module)})
  console.log(JSON.stringify(await tryRealStore()))`

let home: string
beforeEach(() => void (home = mkdtempSync(path.join(tmpdir(), 'koshin-home-'))))
afterEach(() => rmSync(home, { recursive: true }))

function tried(): unknown {
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: path.join(home, 'data') }
  const args = ['--input-type=module', '-e', script]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }))
}

describe.skipIf(missing.length > 0)('the trial of the user’s own key store', () => {
  it('passes on a real NSS database, and leaves neither key nor certificate in it', () => {
    const database = path.join(home, '.pki/nssdb')
    mkdirSync(database, { recursive: true })
    execFileSync('certutil', ['-N', '-d', `sql:${database}`, '--empty-password'])
    expect(tried()).toEqual({ passed: 9, failed: [], skipped: [] })
    const told = (list: string): string => {
      const { stdout, stderr } = spawnSync('certutil', [list, '-d', `sql:${database}`], { encoding: 'utf8' })
      return stdout + stderr
    }
    expect(told('-K')).toContain('no keys found')
    expect(told('-L')).not.toContain('Koshin')
  })

  it('makes no database where there is none', () => {
    expect(tried()).toMatchObject({ passed: 0, failed: [], skipped: [{ title: 'real-store' }] })
    expect(readdirSync(home)).toEqual([])
  })
})
