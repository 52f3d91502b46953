/** What is left of a build of a bank's own app that is ended half-way, and of two at once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { load } from './example.ts'

const { putInPlace } = await load<{ putInPlace(made: string, result: string, before: string): void }>('brand/pack.mjs')
const work = mkdtempSync(path.join(tmpdir(), 'koshin-brand-'))
afterAll(() => rmSync(work, { recursive: true }))
const at = (...names: readonly string[]) => path.join(work, ...names)

describe('a folder for what is half made', () => {
  it.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'is gone with all in it after %s',
    async (signal) => {
      const tool = path.resolve(import.meta.dirname, '../../../build/lib/temporary.mjs')
      const script = `
        import { mkdirSync } from 'node:fs'
        import { inTemporary } from ${JSON.stringify(tool)}
        await inTemporary(${JSON.stringify(at('half-'))}, async (folder) => {
          mkdirSync(folder + '/inside')
          console.log(folder)
          await new Promise((resolve) => setTimeout(resolve, 60_000))
        })`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const folder = line.toString('utf8').trim()
      expect(existsSync(path.join(folder, 'inside'))).toBe(true)
      child.kill(signal)
      const [code] = (await once(child, 'exit')) as [number]
      expect(code).toBeGreaterThan(128)
      expect(existsSync(folder)).toBe(false)
    },
  )
})

describe('the result of a build', () => {
  const made = (name: string) => {
    mkdirSync(at(name))
    writeFileSync(at(name, `${name}.deb`), '')
    return at(name)
  }

  it('takes the place of the one before, also where another build was faster', () => {
    putInPlace(made('first'), at('result'), at('before-first'))
    expect(readdirSync(at('result'))).toEqual(['first.deb'])
    putInPlace(made('second'), at('result'), at('before-second'))
    expect(readdirSync(at('result'))).toEqual(['second.deb'])
    expect(readdirSync(at('before-second'))).toEqual(['first.deb'])
  })

  it('that cannot be put in place leaves the one before', () => {
    made('kept')
    expect(() => putInPlace(at('none'), at('kept'), at('before-kept'))).toThrow('ENOENT')
    expect(readdirSync(at('kept'))).toEqual(['kept.deb'])
    expect(existsSync(at('before-kept'))).toBe(false)
  })
})
