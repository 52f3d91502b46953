/** Faults by name: the next answers at a place go wrong, each in the layer where it would go wrong in earnest. */
import { z } from 'zod'
import { characterNames, variantsOf } from './characters.ts'
import type { Character, Fault } from './control.ts'

type Where = Fault['where']
type Kind = Fault['fault']

const anywhere = [
  'delay',
  'busy',
  'too-many-requests',
  'reset',
  'truncated-body',
  'oversized-body',
  'endless-body',
  'slow-body',
  'wrong-content-type',
  'garbage',
  'clock-skew',
] as const satisfies readonly Kind[]
const issuing = [
  'pending',
  'pending-until',
  'wrong-key',
  'weak-key',
  'foreign-certificate',
  'wrong-subject',
  'wrong-alternative-name',
  'foreign-issuer',
  'sha1',
  'not-yet-valid',
  'expired',
  'shorter',
  'no-client-auth',
  'revoked',
] as const satisfies readonly Kind[]

/** EST's base64 and its certs-only messages. */
const messages = ['wrong-base64', 'no-certificate', 'two-certificates'] as const satisfies readonly Kind[]

/** What a portal says to the right password. */
export const signInRefusals = [
  'account-locked',
  'password-expired',
  'second-factor-needed',
] as const satisfies readonly Kind[]

/** What a portal says to everybody. */
const toEverybody = [
  'app-too-old',
  'maintenance-until',
  'half-policy',
  'needs-login',
  'message',
] as const satisfies readonly Kind[]

/** What can go wrong where: a fault that could have no effect is refused, so that no test passes by it. */
export const possible: Readonly<Record<Where, readonly Kind[]>> = {
  cacerts: [...anywhere, 'wrong-base64', 'no-certificate', 'foreign-issuer'],
  csrattrs: [...anywhere, 'wrong-base64'],
  simpleenroll: [...anywhere, ...messages, ...issuing.filter((kind) => kind !== 'revoked')],
  simplereenroll: [...anywhere, ...messages, ...issuing],
  portal: [...anywhere, 'revoked', ...toEverybody, ...signInRefusals],
  cmp: [...anywhere, ...issuing, 'explicit-confirm'],
  'cmp-confirm': anywhere,
  bank: characterNames,
}

export const faultSchema = z
  .object({
    where: z.enum(['cacerts', 'csrattrs', 'simpleenroll', 'simplereenroll', 'portal', 'cmp', 'cmp-confirm', 'bank']),
    fault: z.enum([
      ...anywhere,
      ...messages,
      ...issuing,
      ...signInRefusals,
      ...toEverybody,
      'explicit-confirm',
      ...characterNames,
    ]),
    times: z.int().min(1).max(1_000_000),
    amount: z.number().optional(),
    variant: z.string().optional(),
  })
  .refine(({ where, fault }) => possible[where].includes(fault), 'this cannot go wrong there')
  .refine(({ fault, variant }) => variant === undefined || variantsOf(fault).includes(variant), 'no such variant')

export interface Faults {
  add(fault: Fault): void
  /** Those still to come; `times` counts down. */
  list(): readonly Fault[]
  clear(): void
  /** The fault that the next answer at this place has; each call uses up one of its times. */
  take(where: Where): Fault | undefined
  /** Is the bank like this now? Uses nothing up. */
  has(character: Character): boolean
  /** If the bank is like this now: how. Uses up one of its times. */
  act(character: Character): { readonly variant: string | undefined; readonly amount: number | undefined } | undefined
  /** The bank is no longer like this. */
  drop(character: Character): void
}

export function createFaults(): Faults {
  let waiting: Fault[] = []
  const ofBank = (character: Character) => (one: Fault) => one.where === 'bank' && one.fault === character

  function use(found: Fault | undefined): Fault | undefined {
    if (found === undefined) return undefined
    const left = found.times - 1
    waiting = waiting.flatMap((fault) => (fault !== found ? [fault] : left > 0 ? [{ ...fault, times: left }] : []))
    return found
  }

  return {
    add: (fault) => void waiting.push(fault),
    list: () => [...waiting],
    clear: () => void (waiting = []),
    take: (where) => use(waiting.find((fault) => fault.where === where)),
    has: (character) => waiting.some(ofBank(character)),
    act(character) {
      const found = use(waiting.find(ofBank(character)))
      return found && { variant: found.variant ?? variantsOf(character)[0], amount: found.amount }
    },
    drop: (character) => void (waiting = waiting.filter((one) => !ofBank(character)(one))),
  }
}
