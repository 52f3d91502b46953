import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { describe, expect, it } from 'vitest'
import { rememberPlace, visiblePlace } from '../../../../../main/desktop/windows/look/place.ts'
import type { Preferences } from '../../../../../main/storage/preferences.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const second = { x: 1440, y: 0, width: 1920, height: 1080 }
const place = { x: 1600, y: 100, width: 900, height: 840 }

describe('the window opens where it was', () => {
  it('on the screen where it was', () => {
    expect(visiblePlace(place, [laptop, second])).toEqual(place)
  })

  it('but not on a screen that was unplugged', () => {
    expect(visiblePlace(place, [laptop])).toBeUndefined()
  })

  it('nor where only a sliver of it could be seen', () => {
    expect(visiblePlace({ ...place, x: 1400 }, [laptop])).toBeUndefined()
  })

  it('nor with its top line above the screen, where nothing could move it', () => {
    expect(visiblePlace({ ...place, x: 100, y: -30 }, [laptop])).toBeUndefined()
  })

  it('and is no larger than all screens together, whatever its file says', () => {
    const endless = { ...place, x: 10, width: 2_000_000_000, height: 2_000_000_000 }
    expect(visiblePlace(endless, [laptop, second])).toEqual({ ...place, x: 10, width: 3360, height: 1955 })
  })

  it('at first nowhere in particular', () => {
    expect(visiblePlace(undefined, [laptop])).toBeUndefined()
  })
})

describe('its text is as large as it was', () => {
  function open(kept: number | undefined) {
    const levels: number[] = []
    const changed: Preferences[] = []
    const webContents = Object.assign(new EventEmitter(), {
      setZoomLevel: (level: number) => void levels.push(level),
      getZoomLevel: () => levels.at(-1) ?? 0,
    })
    const window = Object.assign(new EventEmitter(), { webContents, getNormalBounds: () => place })
    const change = (preferences: Preferences) => {
      changed.push(preferences)
      return { ok: true, value: undefined } as const
    }
    rememberPlace(window as unknown as BrowserWindow, { read: () => ({ ok: true, value: {} }), change }, kept)
    return { window, levels, changed }
  }

  it('once its page is there, to whose host the size belongs', () => {
    const { window, levels } = open(1.5)
    expect(levels).toEqual([])
    window.webContents.emit('did-navigate')
    window.webContents.emit('did-navigate')
    expect(levels).toEqual([1.5])
  })

  it('and is kept with its place when it is closed', () => {
    const { window, changed } = open(undefined)
    window.webContents.emit('did-navigate')
    window.webContents.setZoomLevel(2)
    window.emit('close')
    expect(changed).toEqual([{ place, zoom: 2 }])
  })
})
