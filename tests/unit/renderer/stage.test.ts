import { describe, expect, it } from 'vitest'
import { stageOf, stagesOf } from '../../../renderer/windows/working/stage.ts'

describe('the line of the list that is under way', () => {
  it('is the first confirmation when nothing was requested yet', () => {
    expect(stageOf('confirming', undefined)).toBe('confirming-request')
    expect(stageOf('confirming', 'confirming-request')).toBe('confirming-request')
  })

  it('is the second confirmation once a certificate was requested', () => {
    expect(stageOf('confirming', 'requesting')).toBe('confirming-installation')
    expect(stageOf('confirming', 'confirming-installation')).toBe('confirming-installation')
  })

  it('is the request while the bank is still issuing', () => {
    expect(stageOf('waiting-for-bank', 'requesting')).toBe('requesting')
  })

  it('is any other step by its own name', () => {
    expect(stageOf('proving', 'installing')).toBe('proving')
  })

  it('an enrolment has no old certificate to put away', () => {
    expect(stagesOf('enrolment')).not.toContain('retiring')
    expect(stagesOf('renewal')).toContain('retiring')
  })
})
