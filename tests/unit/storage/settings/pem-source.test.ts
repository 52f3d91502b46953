import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificates, readCmpSigners } from '../../../../main/storage/settings/pem-source.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { makeAuthority } from '../../x509/authority.ts'

const { root, middle } = makeAuthority()
const pem = derToPem(root)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-pem-source-'))
  writeFileSync(path.join(folder, 'one.pem'), pem)
  writeFileSync(path.join(folder, 'two.pem'), `${pem}\n${derToPem(middle)}`)
  writeFileSync(path.join(folder, 'none.pem'), 'nothing')
})
afterAll(() => rmSync(folder, { recursive: true }))

const mistakesIn = (result: ReturnType<typeof readCmpSigners>) => (result.ok ? [] : result.failure.mistakes)

describe('certificates in settings', () => {
  it('are PEM text, or a PEM file beside the settings', () => {
    expect(readCertificates(pem, folder, 'bank.trustAnchors')).toEqual({ ok: true, value: [root] })
    expect(readCertificates('two.pem', folder, 'bank.trustAnchors')).toEqual({ ok: true, value: [root, middle] })
  })
})

describe('the signer of CMP messages', () => {
  const signersIn = (given: string) => readCmpSigners(given, folder, 'bank.cmp.signer')

  it('is named by its certificate, which need not come with a message then', () => {
    const value = { certificates: [root], thumbprints: [sha256(root)] }
    expect([signersIn(pem), signersIn('one.pem')]).toEqual([
      { ok: true, value },
      { ok: true, value },
    ])
    expect(signersIn('two.pem')).toMatchObject({ value: { thumbprints: [sha256(root), sha256(middle)] } })
  })

  it('is named by thumbprints, as a viewer shows them', () => {
    const shown = sha256(root)
      .toUpperCase()
      .replace(/..(?!$)/g, '$&:')
    for (const given of [`${shown},${sha256(middle)}`, ` ${shown}\n${sha256(middle)} `]) {
      expect(signersIn(given)).toEqual({
        ok: true,
        value: { certificates: [], thumbprints: [sha256(root), sha256(middle)] },
      })
    }
  })

  it('is a mistake of its setting where it names nothing', () => {
    const place = 'bank.cmp.signer'
    const file = (name: string) => path.join(folder, name)
    expect(mistakesIn(signersIn('none.pem'))).toEqual([{ place, kind: 'no-certificates', detail: file('none.pem') }])
    expect(mistakesIn(signersIn('absent.pem'))).toEqual([{ place, kind: 'no-file', detail: file('absent.pem') }])
    // A digit too few is no thumbprint.
    expect(mistakesIn(signersIn(sha256(root).slice(1)))).toMatchObject([{ place, kind: 'no-file' }])
  })
})
