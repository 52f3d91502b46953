/** 64 cross-signed certificates on P-521 in one answer: at most 100 ms of the main process, which once were minutes. */
import { test } from 'vitest'
import { checkChain } from '../../main/x509/chain/chain.ts'
import { findSuccessions } from '../../main/x509/chain/rollover.ts'
import { makeAuthority, now } from '../unit/x509/authority.ts'
import { crossed, crossedKeys } from '../unit/x509/chain/crossed.ts'
import { median, state } from './table.ts'

test('an answer full of certificates', () => {
  const { root } = makeAuthority()
  const keys = crossedKeys('p521', 64)
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    // Signed anew: what is known of the last ones must not help.
    const published = crossed(keys, 'Test Root')
    const judge = () => {
      for (const der of published) checkChain(der, published, [root], { now, purpose: 'any' })
      findSuccessions(published, [root], now)
    }
    const before = process.cpuUsage()
    judge()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  state('64 cross-signed certificates on P-521, ms of the processor', median(times), 100)
})
