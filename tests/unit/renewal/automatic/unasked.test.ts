import { expect, it } from 'vitest'
import { isUnderWay } from '../../../../main/renewal/automatic/unasked.ts'
import { currentFacts, enrolmentPurpose, states } from '../samples.ts'

it('a renewal is under way while it is unfinished, at hand or put aside, and of that certificate', () => {
  const { thumbprint } = currentFacts
  expect(isUnderWay([undefined, states.complete, states.waiting], thumbprint)).toBe(true)
  expect(isUnderWay([states.waiting], 'c'.repeat(64))).toBe(false)
  expect(isUnderWay([undefined, states.complete, states.ended], thumbprint)).toBe(false)
  expect(isUnderWay([{ ...states.waiting, purpose: enrolmentPurpose }], thumbprint)).toBe(false)
})
