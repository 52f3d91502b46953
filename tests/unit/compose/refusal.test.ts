import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { done } from '../../../main/renewal/errors.ts'

const paths = new Map<string, string>()
vi.mock('electron', () => ({
  app: {
    getName: () => 'Koshin',
    getPath: (name: string) => paths.get(name)!,
    setPath: (name: string, value: string) => void paths.set(name, value),
  },
}))
const { checkOwner, ignoreRelativeFolders } = await import('../../../main/compose/refusal.ts')

/** A home, and what Electron makes of $XDG_CONFIG_HOME and --user-data-dir. */
function started(configuration: string, given?: string): Record<string, string> {
  paths.set('home', '/home/hanako')
  paths.set('appData', configuration)
  paths.set('userData', given ?? path.join(configuration, 'Koshin'))
  ignoreRelativeFolders()
  return Object.fromEntries(paths)
}

it('root begins nothing in the folders of another user, whose links it would follow with its own rights', ({
  skip,
}) => {
  if (process.getuid?.() !== 0) skip('only root can give what is its own to another user')
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-owner-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['own', 'others']) mkdirSync(path.join(folder, name))
  chownSync(path.join(folder, 'others'), 65_534, 65_534)
  const refused = {
    failure: { code: 'storage.access-denied', cause: expect.stringContaining('without sudo') as string },
  }
  for (const [home, userData, outcome] of [
    ['own', 'own', done],
    ['own', 'not-there', done],
    ['others', 'own', refused],
    ['own', 'others', refused],
  ] as const) {
    paths.set('home', path.join(folder, home))
    paths.set('userData', path.join(folder, userData))
    expect(checkOwner(), `${home} ${userData}`).toMatchObject(outcome)
  }
  vi.spyOn(process, 'getuid').mockReturnValueOnce(1000)
  expect(checkOwner()).toEqual(done)
})

describe('the folder of the records', () => {
  beforeEach(() => paths.clear())

  it('is the usual one where $XDG_CONFIG_HOME is relative: it would be another for each folder of a start', () => {
    const usual = { appData: '/home/hanako/.config', userData: '/home/hanako/.config/Koshin' }
    expect(started('~/.config')).toMatchObject(usual)
    expect(started('config')).toMatchObject(usual)
  })

  it('stays where whoever starts the app has put it', () => {
    const other = { appData: '/srv/hanako', userData: '/srv/hanako/Koshin' }
    expect(started('/srv/hanako')).toMatchObject(other)
    expect(started('~/.config', '/srv/profile')).toMatchObject({ userData: '/srv/profile' })
  })
})
