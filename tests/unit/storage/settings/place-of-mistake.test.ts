import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfiguration } from '../../../../main/storage/settings/configuration.ts'
import { placeOfMistake } from '../../../../main/storage/settings/place-of-mistake.ts'

describe('the place of a mistake in settings', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-place-'))
  const file = path.join(folder, 'koshin.json')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function place(text: string, options = {}): string | undefined {
    writeFileSync(file, text)
    const read = readConfiguration({ file, environment: {}, options })
    return read.ok ? 'none' : placeOfMistake(read.failure)
  }

  it.each([
    [
      'an unknown name',
      '{ "bank": {\n "name": "a",\n "est": { "url": "https://a.example" }, "trustAnchors": "x",\n "estt": 1 } }',
      4,
    ],
    [
      'a wrong value',
      '{ "bank": {\n "name": "a",\n "trustAnchors": "x", "est": {\n "url": "http://a.example" } } }',
      4,
    ],
    ['a value that is missing, where it is missing', '{\n "bank": { "est": { "url": "https://a.example" } } }', 2],
    ['text that is no JSON', '{\n\n "bank": { "name": "a" "est": 1 } }', 3],
  ])('is the line of %s', (_, text, line) => {
    expect(place(text)).toBe(`${file}:${line}`)
  })

  it('is the option that a value came by, and the file where there is none to be read', () => {
    const bank = '{ "bank": { "name": "a", "est": { "url": "https://a.example" }, "trustAnchors": "none.pem" } }'
    expect(place(bank, { 'est-url': 'http://a.example' })).toBe('--est-url')
    const lost = path.join(folder, 'none.json')
    const read = readConfiguration({ file: lost, environment: {}, options: {} })
    expect(read.ok ? '' : placeOfMistake(read.failure)).toBe(lost)
    expect(placeOfMistake({ code: 'internal', retry: 'never' })).toBeUndefined()
  })
})
