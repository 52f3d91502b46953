import { expect, it } from 'vitest'
import { lookElsewhere, type OtherStore } from '../../../../main/renewal/certificates/elsewhere.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { Certificates, StoredCertificate } from '../../../../main/renewal/ports.ts'
import { currentFacts } from '../samples.ts'

const ours = new Uint8Array([1])
const foreign = new Uint8Array([2])
const certificates = {
  read: () => success(currentFacts),
  isNamedAsBanks: () => true,
  checkChain: (der: Uint8Array) => (der === ours ? done : failure('issued.foreign-issuer')),
} as unknown as Certificates
const ports = { certificates, authorities: { list: () => [] } as never, clock: () => currentFacts.notBefore }

it('of other programs’ key stores those are told that hold one of this bank, or cannot be looked into; all are closed', async () => {
  const closed: string[] = []
  const store = (program: string, held: Result<StoredCertificate[]>): OtherStore => ({
    program,
    place: `~/${program}`,
    list: async () => held,
    close: () => void closed.push(program),
  })
  const stored = (der: Uint8Array) => ({ der, thumbprint: 'a', keyName: undefined, retired: false }) as never
  const found = await lookElsewhere(
    [
      store('foreign', success([stored(foreign)])),
      store('empty', success([])),
      store('both', success([stored(foreign), stored(ours)])),
      store('locked', failure('keystore.locked')),
    ],
    ports,
  )
  expect(found).toMatchObject([
    { program: 'both', place: '~/both', certificates: [{ thumbprint: currentFacts.thumbprint }] },
    { program: 'locked', certificates: [], failure: { code: 'keystore.locked' } },
  ])
  expect(closed).toEqual(['foreign', 'empty', 'both', 'locked'])
})
