import { describe, expect, it } from 'vitest'
import { isWorkInProgress } from '../../../../main/desktop/flow/work-in-progress.ts'
import { states } from '../../renewal/samples.ts'

describe('an update of the app', () => {
  it.each(['requesting', 'confirming-installation', 'installing', 'proving', 'retiring'] as const)(
    'waits for a renewal that is %s',
    (step) => {
      expect(isWorkInProgress(states[step], 'login')).toBe(true)
    },
  )

  it.each(['postponed', 'waiting', 'stalled', 'password-needed', 'complete', 'ended'] as const)(
    'does not wait for ever for one that is %s',
    (step) => {
      expect(isWorkInProgress(states[step], 'main')).toBe(false)
    },
  )

  it.each(['preparing', 'start', 'working', 'acquire'] as const)('waits for somebody who is at %s', (window) => {
    expect(isWorkInProgress(undefined, window)).toBe(true)
  })
})
