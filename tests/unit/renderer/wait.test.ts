import { expect, it } from 'vitest'
import { sayWait } from '../../../renderer/locales/wait.ts'

it.each([
  [1, 'seconds', 1],
  [30.2, 'seconds', 31],
  [119, 'seconds', 119],
  [120, 'minutes', 2],
  [121, 'minutes', 3],
  [7139, 'minutes', 119],
  [7200, 'hours', 2],
  [7201, 'hours', 3],
] as const)('a wait of %d s is said in %s: %d', (seconds, unit, count) => {
  expect(sayWait(seconds)).toEqual({ unit, count })
})
