/** What a user downloads beyond Electron, and what the first window loads. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'vitest'
import { state, tell } from '../table.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`

function files(folder: string): { readonly name: string; readonly size: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: path.relative(folder, file), size: statSync(file).size }))
}

test('the first window loads', () => {
  const pages = path.join(root, 'out/renderer')
  const page = readFileSync(path.join(pages, 'index.html'), 'utf8')
  const loaded = ['index.html', ...[...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1]!)]
  const sizes = loaded.map((name) => ({ name, size: gzipSync(readFileSync(path.join(pages, name))).length }))
  state(
    { what: 'first window, compressed', beside: '250 kB', unit: 'kB' },
    sizes.reduce((sum, { size }) => sum + size, 0) / 1000,
    250,
  )
  for (const { name, size } of sizes) tell(`  ${(size / 1000).toFixed(1)} kB ${name}`)
})

const packed = path.join(root, 'dist/linux-unpacked/resources')

test.skipIf(!existsSync(packed))('the installed app adds to Electron', () => {
  // Electron's own default_app.asar is in no packed app; all that is in here is ours.
  const ours = files(packed)
  state(
    { what: 'installed size beyond Electron', beside: '6 MB', unit: 'MB' },
    ours.reduce((sum, { size }) => sum + size, 0) / 1e6,
    6,
    0.75,
  )
  for (const { name, size } of ours.toSorted((a, b) => b.size - a.size)) tell(`  ${megabytes(size)} ${name}`)
})
if (!existsSync(packed))
  console.warn('SKIPPED: the installed size needs dist/linux-unpacked: npm run dist:dir makes it')
