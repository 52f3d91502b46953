import { describe, expect, it } from 'vitest'
import { grown } from '../../../../../main/desktop/windows/look/sizes.ts'

const screen = { x: 0, y: 25, width: 1366, height: 700 }
const frame = 30
const content = { x: 400, y: 200, width: 560, height: 420 }

describe('the window of a question', () => {
  it('grows downwards until its page fits, also by a part of a pixel', () => {
    expect(grown(content, frame, 440.2, screen)).toEqual({ ...content, height: 441 })
  })

  it('stays as it is when its page fits, and when a user has pulled it larger', () => {
    expect(grown(content, frame, 420, screen)).toBeUndefined()
    expect(grown({ ...content, height: 600 }, frame, 420, screen)).toBeUndefined()
  })

  it('grows upwards where the screen ends below', () => {
    expect(grown({ ...content, y: 290 }, frame, 500, screen)).toEqual({ ...content, y: 225, height: 500 })
  })

  it('ends with the screen, its title in sight, when its page is higher than that', () => {
    expect(grown(content, frame, 2000, screen)).toEqual({ ...content, y: 55, height: 670 })
    expect(grown({ ...content, y: 55, height: 670 }, frame, 2000, screen)).toBeUndefined()
  })

  it('grows on a screen beside the first one, too', () => {
    const second = { x: -1920, y: -200, width: 1920, height: 1080 }
    expect(grown({ ...content, x: -900, y: 500 }, frame, 600, second)).toEqual({
      x: -900,
      y: 280,
      width: 560,
      height: 600,
    })
  })
})
