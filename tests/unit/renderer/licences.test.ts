import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { licences } from '../../../renderer/windows/about/licences.ts'

const root = path.resolve(import.meta.dirname, '../../..')

interface Packing {
  licencesText(): string
  shippedFolders(packages: Readonly<Record<string, object>>, names: readonly string[]): string[]
}
/** JavaScript, as all of build/. */
const packing: string = path.join(root, 'build/packaging/licences.mjs')
const { licencesText, shippedFolders } = (await import(packing)) as Packing

/** The packages that our own code imports by name; types alone and what Electron brings are not shipped. */
function imported(): string[] {
  const files = ['main', 'preload', 'renderer'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => readFileSync(path.join(root, folder, file), 'utf8')),
  )
  const names = files.flatMap((text) =>
    [...text.matchAll(/(?:^(?:import (?!type ).*|[^'\n]*\}) from |await import\()'([^.'][^']*)'/gm)].map(
      ([, name = '']) => name,
    ),
  )
  const packages = names.filter((name) => !name.startsWith('node:')).map((name) => name.split('/')[0]!)
  return [...new Set(packages)].filter((name) => name !== 'electron')
}

describe('the file of licences', () => {
  const text = licencesText()

  it('has every package that is shipped, with its version and its licence', () => {
    for (const name of imported()) {
      const file = path.join(root, 'node_modules', name, 'package.json')
      const { name: own, version, license } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
      expect(text).toContain(`${own} ${version}\nLicence: ${license}\n`)
    }
    expect(text).toContain('Permission is hereby granted, free of charge')
    expect(text).not.toMatch(/^Licence: undefined$/m)
  })

  it('has what these packages use, from where the lock file puts it', () => {
    const packages = {
      'node_modules/a': { dependencies: { b: '1', c: '1' }, optionalDependencies: { elsewhere: '1' } },
      'node_modules/a/node_modules/b': { dependencies: { c: '1', a: '1' } },
      'node_modules/b': {},
      'node_modules/c': {},
      'node_modules/unused': {},
    }
    expect(shippedFolders(packages, ['a'])).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/c',
    ])
  })
})

describe('the about box', () => {
  it.each(imported())('names %s with the licence that it names itself', (name) => {
    const file = path.join(root, 'node_modules', name, 'package.json')
    const { name: own, license } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; license: string }
    expect(licences).toContainEqual({ name: own, value: license.replace(/^\((.*)\)$/, '$1') })
  })

  it('names nothing that is not shipped', () => {
    const alias: Readonly<Record<string, string>> = { '@github/keytar': 'keytar' }
    expect(licences.map(({ name }) => alias[name] ?? name).sort()).toEqual(imported().sort())
  })
})
