import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const paths = new Map<string, string>()
vi.mock('electron', () => ({
  app: {
    getName: () => 'Koshin',
    getPath: (name: string) => paths.get(name)!,
    setPath: (name: string, value: string) => void paths.set(name, value),
  },
}))
const { ignoreRelativeFolders } = await import('../../../main/compose/refusal.ts')

/** A home, and what Electron makes of $XDG_CONFIG_HOME and --user-data-dir. */
function started(configuration: string, given?: string): Record<string, string> {
  paths.set('home', '/home/hanako')
  paths.set('appData', configuration)
  paths.set('userData', given ?? path.join(configuration, 'Koshin'))
  ignoreRelativeFolders()
  return Object.fromEntries(paths)
}

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
