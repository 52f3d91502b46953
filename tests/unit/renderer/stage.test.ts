import { describe, expect, it } from 'vitest'
import { stageOf, stagesOf } from '../../../renderer/windows/working/stage.ts'

describe('the line of the list that is under way', () => {
  it('is the confirmation that is asked, also in a window that was opened just now', () => {
    expect(stageOf('confirming-request')).toBe('confirming-request')
    expect(stageOf('confirming-installation')).toBe('confirming-installation')
  })

  it('is the request while the bank is still issuing', () => {
    expect(stageOf('waiting-for-bank')).toBe('requesting')
  })

  it('is any other step by its own name', () => {
    expect(stageOf('proving')).toBe('proving')
  })

  it('an enrolment has no old certificate to put away', () => {
    expect(stagesOf('enrolment')).not.toContain('retiring')
    expect(stagesOf('renewal')).toContain('retiring')
  })
})
