/** A bank of some character, and what may go wrong between it and us. */
import { failure, type FailureCode, type Result, success } from '../../main/renewal/errors.ts'
import type { Bank, EnrolmentAnswer } from '../../main/renewal/ports.ts'
import type { Chance } from './chance.ts'
import { type Character, certificateOf, uselessFor, type World, works } from './world.ts'

/** DER of a certificate, and of nothing else, is its number. */
export const derOf = (id: number): Uint8Array => Uint8Array.of(id)
export const thumbprintOf = (id: number): string => `certificate ${id}`
export const idOf = (thumbprint: string): number => Number(thumbprint.split(' ')[1])

type Answer = Result<EnrolmentAnswer>
type Way = 'honest' | 'lost-before' | 'lost-after' | 'front' | 'wrong' | 'foreign'

/** What a proxy, a maintenance page or an attacker in front of the bank may say: nothing of it is signed. */
const fronts: readonly (readonly [string, FailureCode, 'never' | 'later'])[] = [
  ['404', 'bank.refused', 'never'],
  ['401', 'bank.certificate-refused', 'never'],
  ['503 with Retry-After', 'bank.busy', 'later'],
  ['an HTML page', 'bank.bad-answer', 'never'],
]

/** @param isRepetition may the request have been heard before? The first word of a bank is believed, without a signature */
export function bankIn(world: World, character: Character, chance: Chance): Bank {
  const lost = failure('bank.unreachable', { retry: 'later' })

  function issue(key: number): number {
    const id = world.issued.length
    const begins = world.now + (character.backdates ? -1 : 5)
    const certificate = { id, key, what: 'good', begins, revoked: false } as const
    world.issued = [...world.issued, certificate]
    if (character.revokesAtIssue) revoke(0)
    return id
  }

  const revoke = (id: number): void => {
    world.issued = world.issued.map((one) => (one.id === id ? { ...one, revoked: true } : one))
  }

  const handOver = (id: number): Answer =>
    success({
      ...{ kind: 'issued', certificate: derOf(id), intermediates: [] },
      ...(character.confirms && { confirmation: derOf(id) }),
    })

  /** What the bank itself does and says. */
  function answer(key: number, fit: 'good' | 'wrong'): Answer {
    const before = world.issued.findLast((one) => one.id !== 0 && one.key === key && !one.revoked)
    const known = before !== undefined && !world.forgotten.includes(key)
    if (known && character.deduplicates && fit === 'good') return handOver(before.id)
    if (world.issued[0]!.revoked) {
      return failure(character.confirms ? 'certificate.revoked' : 'bank.certificate-refused')
    }
    if (known && character.refusesRepetition) {
      return failure('bank.refused', { authentic: character.confirms })
    }
    const asked = world.pending.find((one) => one.key === key)?.asked ?? 0
    if (asked < character.patience) {
      world.pending = [...world.pending.filter((one) => one.key !== key), { key, asked: asked + 1 }]
      return success({ kind: 'pending', retryAfter: 60 })
    }
    world.pending = world.pending.filter((one) => one.key !== key)
    if (fit === 'good') return handOver(issue(key))
    if (character.revokesAtIssue) revoke(0)
    return handOver(uselessFor(key, 'wrong'))
  }

  function receive(key: number): Answer {
    const repeated = world.heard.includes(key)
    const { way, said } = chance.choose<{ what: string; cost: number; way: Way; said?: Answer }>([
      { what: '', cost: 0, way: 'honest' },
      { what: 'the request is lost on its way', cost: 1, way: 'lost-before' },
      { what: "the bank's answer is lost", cost: 1, way: 'lost-after' },
      ...fronts.map(([what, code, retry]) => ({
        what: `${what} without a signature comes in its place`,
        cost: 1,
        way: 'front' as const,
        said: failure(code, { retry, retryAfter: retry === 'later' ? 30 : undefined }),
      })),
      { what: 'the bank answers with a certificate for somebody else', cost: 1, way: 'wrong' },
      { what: 'somebody answers with a certificate of a foreign issuer', cost: 1, way: 'foreign' },
    ])
    if (way === 'lost-before') return lost
    if (way === 'front') {
      // Whoever stands in front of it may have asked the bank, and lost its answer; but not with its very first word.
      if (repeated) chance.lasting('the bank works on it', () => answer(key, 'good'))
      return said!
    }
    if (way === 'foreign')
      return success({ kind: 'issued', certificate: derOf(uselessFor(key, 'foreign')), intermediates: [] })
    world.heard = repeated ? world.heard : [...world.heard, key]
    const given = chance.lasting("the bank's answer", () => answer(key, way === 'wrong' ? 'wrong' : 'good'))
    return way === 'lost-after' ? lost : given
  }

  return {
    reach: async () => success({ bankTime: undefined, caCertificates: [] }),
    connect: async () => success<void>(undefined),
    reenrol: async (current, request) =>
      works(world, idOf(current)) || certificateOf(world, idOf(current)).revoked
        ? receive(request[0]!)
        : failure('bank.certificate-refused'),
    enrol: async (_credentials, request) => receive(request[0]!),
    async confirm(speaker, certificate) {
      if ('current' in speaker && certificateOf(world, idOf(speaker.current)).revoked)
        return failure('certificate.revoked')
      const { way } = chance.choose([
        { what: '', cost: 0, way: 'heard' },
        { what: 'the confirmation is lost', cost: 1, way: 'lost' },
        { what: 'the bank withdraws what it takes for unconfirmed', cost: 1, way: 'withdrawn' },
      ])
      if (way === 'heard') return success<void>(undefined)
      if (way === 'lost') return lost
      revoke(certificate[0]!)
      world.excuses = [...world.excuses, 'withdrawn']
      return failure('bank.bad-answer', { cause: 'badCertId' })
    },
    async prove(thumbprint) {
      const id = idOf(thumbprint)
      const { way } = chance.choose([
        { what: '', cost: 0, way: 'asked' },
        { what: 'the bank cannot be reached for the proof', cost: 1, way: 'lost' },
        { what: 'a 403 without a signature comes to the proof', cost: 1, way: 'refused' },
      ])
      if (way === 'lost') return lost
      if (way === 'refused') return failure('bank.forbidden')
      if (certificateOf(world, id).revoked) return failure('certificate.revoked')
      if (!works(world, id)) return failure('bank.certificate-refused')
      if (!world.proven.includes(id)) world.proven = [...world.proven, id]
      return success({ proven: 'recognised' })
    },
  }
}
