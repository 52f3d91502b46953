import { describe, expect, it } from 'vitest'
import { withoutDisplay } from '../../../main/cli/headless.ts'

const start = (...args: string[]) => ({
  args,
  environment: { DISPLAY: ':7', WAYLAND_DISPLAY: 'wayland-0', HOME: '/h' },
})

describe('a run without windows', () => {
  it('asks for no display on Linux, whether or not one is named, and hears of none', () => {
    expect(withoutDisplay(start('/app', '--diagnose'), 'linux')).toEqual({
      args: ['--ozone-platform=headless', '/app', '--diagnose'],
      environment: { HOME: '/h' },
    })
  })

  it.each(['--ozone-platform=x11', '--ozone-platform=wayland', '-ozone-platform-hint=auto', '--ozone-platform'])(
    'takes no display that %s chooses',
    (chosen) => {
      expect(withoutDisplay(start(chosen, '--diagnose', '--ozone-platform=headless'), 'linux')?.args).toEqual([
        '--ozone-platform=headless',
        '--diagnose',
      ])
    },
  )

  it('that was started so is not started again, nor is any where a display is not asked for', () => {
    expect(withoutDisplay(start('--ozone-platform=headless', '--diagnose'), 'linux')).toBeUndefined()
    for (const platform of ['win32', 'darwin'] as const) {
      expect(withoutDisplay(start('--diagnose'), platform)).toBeUndefined()
    }
  })
})
