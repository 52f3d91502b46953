import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStateFolder, type StatePlaces, statePlace } from '../../../main/storage/state-folder.ts'

let work: string
beforeEach(() => (work = mkdtempSync(path.join(tmpdir(), 'koshin-state-'))))
afterEach(() => rmSync(work, { recursive: true, force: true }))

const windows = (): StatePlaces => ({
  platform: 'win32',
  userData: path.join(work, 'Roaming', 'Koshin'),
  localAppData: path.join(work, 'Local'),
})
const roaming = () => path.join(work, 'Roaming', 'Koshin', 'state')
const local = () => path.join(work, 'Local', 'Koshin', 'state')

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content)
  }
}

function read(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const at = files.map((entry) => path.join(entry.parentPath, entry.name))
  return Object.fromEntries(at.map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]))
}

const state = { 'journal.json': '{"version":1}', 'history.json': '[]', [path.join('banks', 'b', 'journal.json')]: '{}' }

describe('the folder of this computer’s state', () => {
  it.each(['linux', 'darwin'] as const)('is where it always was on %s', (platform) => {
    const places = { ...windows(), platform }
    write(roaming(), state)
    expect(statePlace(places)).toEqual({ folder: roaming() })
    expect([openStateFolder(places), existsSync(local())]).toEqual([roaming(), false])
  })

  it('does not roam on Windows', () => {
    expect(statePlace(windows())).toEqual({ folder: local(), before: roaming() })
    expect(openStateFolder(windows())).toBe(local())
  })

  it.each([[undefined], [''], ['Local']])(
    'is the old one on a Windows without a place that stays (%s)',
    (localAppData) => {
      expect(openStateFolder({ ...windows(), localAppData })).toBe(roaming())
    },
  )
})

describe('what the old place holds', () => {
  it('is taken over whole, and stays there for the user’s other computers', () => {
    write(roaming(), state)
    expect(openStateFolder(windows())).toBe(local())
    expect([read(local()), read(roaming())]).toEqual([state, state])
  })

  it('is taken over once: what this computer wrote since is not written over', () => {
    write(roaming(), state)
    openStateFolder(windows())
    write(local(), { 'journal.json': 'newer here' })
    write(roaming(), { 'journal.json': 'of another computer' })
    expect(openStateFolder(windows())).toBe(local())
    expect(read(local())['journal.json']).toBe('newer here')
  })

  it('is taken over again after a power cut in the midst of it, and nothing half is left', () => {
    write(roaming(), state)
    write(`${local()}.4711`, { 'journal.json': '' })
    expect(openStateFolder(windows())).toBe(local())
    expect(read(local())).toEqual(state)
    expect(readdirSync(path.dirname(local()))).toEqual(['state'])
  })

  it('is used where it is while it cannot be taken over, and taken over later', () => {
    write(roaming(), state)
    // A file where the folder has to be made: as good as a disk that refuses.
    writeFileSync(path.join(work, 'Local'), '')
    expect(openStateFolder(windows())).toBe(roaming())
    expect(read(roaming())).toEqual(state)
    rmSync(path.join(work, 'Local'))
    expect(openStateFolder(windows())).toBe(local())
    expect(read(local())).toEqual(state)
  })
})
