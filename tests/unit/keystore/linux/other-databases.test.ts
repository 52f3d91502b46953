import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { otherDatabases } from '../../../../main/keystore/linux/other-databases.ts'

function home(...databases: string[]): string {
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-others-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  for (const name of databases) {
    mkdirSync(path.join(made, name), { recursive: true })
    writeFileSync(path.join(made, name, 'cert9.db'), '')
  }
  return made
}

it('the databases of other programs are found by their profiles, and told without the home folder', () => {
  const where = home(
    '.mozilla/firefox/b.default-release',
    '.mozilla/firefox/a.default',
    'snap/firefox/common/.mozilla/firefox/c.default',
    '.var/app/org.mozilla.firefox/.mozilla/firefox/d.default',
    '.var/app/com.google.Chrome/.pki/nssdb',
    '.pki/nssdb',
    '.local/share/pki/nssdb',
  )
  mkdirSync(path.join(where, '.mozilla/firefox/empty'))
  const found = otherDatabases(where, path.join(where, '.pki/nssdb'))
  expect(found.map(({ program, place }) => `${program}: ${place}`)).toEqual([
    'Firefox: ~/.mozilla/firefox/a.default',
    'Firefox: ~/.mozilla/firefox/b.default-release',
    'Firefox (snap): ~/snap/firefox/common/.mozilla/firefox/c.default',
    'Firefox (Flatpak): ~/.var/app/org.mozilla.firefox/.mozilla/firefox/d.default',
    'Chrome (Flatpak): ~/.var/app/com.google.Chrome/.pki/nssdb',
    'NSS: ~/.local/share/pki/nssdb',
  ])
  expect(found[0]!.folder).toBe(path.join(where, '.mozilla/firefox/a.default'))
})

it('in a home without any, or with very many, the search has an end', () => {
  expect(otherDatabases(home(), '/none')).toEqual([])
  const many = Array.from({ length: 30 }, (_, index) => `.thunderbird/${index}`)
  expect(otherDatabases(home(...many), '/none')).toHaveLength(20)
})
