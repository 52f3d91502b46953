import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { policyFile } from '../../../../main/storage/managed-policy/policy-file.ts'

const me = process.getuid?.()
if (me === undefined) console.warn('skipped: files have owners and modes of this kind on Linux and macOS only')

describe.skipIf(me === undefined)('the policy file of Linux', () => {
  let place: string
  let folder: string
  let file: string
  beforeEach(() => {
    place = mkdtempSync(path.join(tmpdir(), 'koshin-policy-'))
    folder = path.join(place, 'koshin')
    file = path.join(folder, 'policy.json')
    mkdirSync(folder, { mode: 0o755 })
    writeFileSync(file, '{ "noticeDays": 45 }', { mode: 0o644 })
  })
  afterEach(() => {
    rmSync(place, { recursive: true, force: true })
  })
  const read = (owner = me) => policyFile(file, owner).read()
  const refused = (cause: string | RegExp) => ({
    ok: false,
    failure: { code: 'policy.invalid', cause: expect.stringMatching(cause) as string },
  })

  it('counts when only its owner, the administrator, can have written it', async () => {
    expect(await read()).toEqual({ ok: true, value: { noticeDays: 45 } })
  })

  it('may be missing, its folder, too', async () => {
    rmSync(file)
    expect(await read()).toEqual({ ok: true, value: undefined })
    rmSync(folder, { recursive: true })
    expect(await read()).toEqual({ ok: true, value: undefined })
  })

  it("does not count when it is somebody else's", async () => {
    expect(await read(me! + 1)).toMatchObject(refused('is not owned by'))
  })

  it.each([0o664, 0o646])('does not count when others can write it: mode %o', async (mode) => {
    chmodSync(file, mode)
    expect(await read()).toMatchObject(refused(/policy\.json is writable/))
  })

  it.each([0o775, 0o757])(
    'does not count when others can put another in its place: mode %o of the folder',
    async (mode) => {
      chmodSync(folder, mode)
      expect(await read()).toMatchObject(refused(/koshin is writable/))
    },
  )

  it('does not count when it is a link, a folder or a pipe, and none of them keeps Koshin waiting', async () => {
    const real = path.join(folder, 'real.json')
    writeFileSync(real, '{}')
    rmSync(file)
    symlinkSync(real, file)
    expect(await read()).toMatchObject(refused('is a link'))
    rmSync(file)
    mkdirSync(file)
    expect(await read()).toMatchObject(refused('is not a regular file'))
    rmSync(file, { recursive: true })
    execFileSync('mkfifo', [file])
    expect(await read()).toMatchObject(refused('is not a regular file'))
  })

  it("does not count when its folder is a link to one that may be anybody's", async () => {
    const link = path.join(place, 'link')
    symlinkSync(folder, link)
    expect(await policyFile(path.join(link, 'policy.json'), me).read()).toMatchObject(refused('is not a folder'))
  })

  it('is read as PowerShell 5.1 writes it, with a mark in front', async () => {
    writeFileSync(file, '\uFEFF{"noticeDays":20}')
    expect(await read()).toEqual({ ok: true, value: { noticeDays: 20 } })
  })

  it('with a name that is given twice has two meanings, and does not count', async () => {
    writeFileSync(file, '{"noticeDays":20,"noticeDays":30}')
    expect(await read()).toMatchObject(refused('"noticeDays" is given twice'))
  })

  it('says what is wrong with one that is not JSON or far too large', async () => {
    writeFileSync(file, '{')
    expect(await read()).toMatchObject(refused('is not JSON'))
    writeFileSync(file, ' '.repeat(1024 * 1024 + 1))
    expect(await read()).toMatchObject(refused('is larger than'))
  })

  it('may be as large as a mebibyte, and is told by its owner’s name', async () => {
    writeFileSync(file, ' '.repeat(1024 * 1024 - 2) + '{}')
    expect(await read()).toEqual({ ok: true, value: {} })
    writeFileSync(file, '{}')
    expect(await read(me! + 1)).toMatchObject(refused(`is not owned by user ${me! + 1}$`))
    if (me !== 0) expect(await policyFile(file).read()).toMatchObject(refused('is not owned by root$'))
  })

  it('that cannot be opened does not count as missing', async () => {
    const below = path.join(file, 'policy.json')
    expect(await policyFile(below, me).read()).toMatchObject(refused('ENOTDIR'))
  })

  it('may name PEM files that are as well protected as itself, and no others', () => {
    const pem = path.join(folder, 'roots.pem')
    writeFileSync(pem, 'text')
    expect(policyFile(file, me).readPem(pem)).toEqual({ ok: true, value: 'text' })
    chmodSync(pem, 0o666)
    expect(policyFile(file, me).readPem(pem)).toMatchObject(refused('is writable'))
    expect(policyFile(file, me).readPem(path.join(folder, 'none.pem'))).toMatchObject(refused('is missing'))
  })
})
