import { describe, expect, it } from 'vitest'
import { visiblePlace } from '../../../../../main/desktop/windows/look/place.ts'

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
