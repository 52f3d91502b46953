import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LifeStatus } from '../../../../main/renewal/certificates/certificate.ts'

const root = path.resolve(import.meta.dirname, '../../../..')
vi.mock('electron', () => ({
  app: { isPackaged: false, getAppPath: () => root },
  nativeImage: { createFromPath: (file: string) => file },
}))
const { trayIcon } = await import('../../../../main/desktop/notices/tray-icons.ts')

const statuses: readonly (LifeStatus | undefined)[] = [
  'absent',
  'valid',
  'due',
  'grace',
  'lapsed',
  'revoked',
  'unusable',
  undefined,
]
const real = process.platform
const on = (platform: NodeJS.Platform, status: LifeStatus | undefined): string => {
  Object.defineProperty(process, 'platform', { value: platform })
  return trayIcon(status) as unknown as string
}
/** px, out of a PNG's header. */
const width = (file: string): number => readFileSync(file).readUInt32BE(16)

describe('the tray’s icon', () => {
  afterEach(() => Object.defineProperty(process, 'platform', { value: real }))

  it.each(['linux', 'win32', 'darwin'] as const)(
    'has pictures for each status on %s, of one size and of twice that',
    (platform) => {
      const widths = statuses.map((status) => {
        const file = on(platform, status)
        const double = file.replace(/\.png$/, '@2x.png')
        expect(existsSync(file) && existsSync(double), file).toBe(true)
        expect(width(double)).toBe(2 * width(file))
        return width(file)
      })
      expect(new Set(widths).size).toBe(1)
      if (platform === 'win32') expect(widths[0]).toBe(16)
    },
  )

  it('is one for macOS to tint, and no other system’s', () => {
    for (const status of statuses) {
      expect(on('darwin', status)).toMatch(/Template\.png$/)
      for (const platform of ['linux', 'win32'] as const) expect(on(platform, status)).not.toContain('Template')
    }
  })

  it('differs between what needs nothing, what is due, what has expired and what is not known yet', () => {
    const files = ['valid', 'due', 'grace', undefined].map((status) => on('linux', status as LifeStatus))
    expect(new Set(files).size).toBe(4)
  })

  it('is the mark of the app and of its windows, with a badge', () => {
    const paths = (file: string): string[] =>
      [...readFileSync(path.join(root, file), 'utf8').matchAll(/ d="([^"]+)"/g)].map(([, line]) => line!)
    const mark = paths('build/icons/app.svg')
    expect(mark).toHaveLength(2)
    expect(paths('renderer/components/window/seal.tsx')).toEqual(mark)
    for (const name of ['valid', 'due', 'expired', 'checking', 'validTemplate', 'dueTemplate'])
      expect(paths(`build/icons/tray/${name}.svg`), name).toEqual(expect.arrayContaining(mark))
  })
})
