/**
 * `npm run state-diagram [-- --check]`: draws the states of a renewal (main/renewal/machine/machine.ts) into CONTRIBUTING.md, as
 * Mermaid text. The drawing is found by trying every event in every state that can be reached from the beginnings, so it
 * shows what the machine does. With --check nothing is written: it ends with 1 when the drawing differs.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { withPart } from '../../lib/papers.mjs'
import { productModule } from '../../lib/product.mjs'
import { inRoot } from '../../lib/root.mjs'

const machine = 'main/renewal/machine/machine.ts'
const paper = '.github/CONTRIBUTING.md'
const marks = {
  begin: '<!-- states of a renewal: made by npm run state-diagram -->',
  end: '<!-- end of the states -->',
}

const purposes = [
  { kind: 'renewal', current: '', holder: '', subject: '', subjectAltName: undefined, notAfter: 0 },
  { kind: 'enrolment', customerId: '' },
]
const firsts = ['confirming-request', 'making-key-ahead']
/** ms: before and after what a bank asks to wait for. */
const times = [0, 1_000_000]

const failed = (code, more = {}) => ({ type: 'failed', failure: { code, retry: 'later', ...more } })
const bytes = []
/** Every event, by what the drawing calls it. */
const events = {
  'key-made': { type: 'key-made' },
  begin: { type: 'begin' },
  はい: { type: 'answered', yes: true },
  いいえ: { type: 'answered', yes: false },
  'request-made': { type: 'request-made', request: bytes },
  pending: { type: 'pending', retryAfter: 1 },
  issued: { type: 'issued', certificate: bytes, intermediates: [] },
  'issued, to be confirmed': { type: 'issued', certificate: bytes, intermediates: [], confirmation: bytes },
  installed: { type: 'installed' },
  proven: { type: 'proven' },
  retired: { type: 'retired' },
  discarded: { type: 'discarded' },
  failed: failed('internal'),
  'failed for good': failed('issued.wrong-key', { retry: 'never' }),
  'failed, with Retry-After': failed('bank.busy', { retryAfter: 1 }),
  'refused by the bank': failed('bank.refused', { retry: 'never' }),
  'password refused': failed('bank.unauthorized', { retry: 'never' }),
  restarted: { type: 'restarted' },
  retry: { type: 'retry' },
  'password-given': { type: 'password-given' },
  'install-postponed': { type: 'install-postponed' },
  abandon: { type: 'abandon' },
  confirmed: { type: 'confirmed' },
  'key-lost': { type: 'key-lost' },
  'certificate-lost': { type: 'certificate-lost' },
  disbelieved: { type: 'disbelieved', failure: { code: 'journal.untrue', retry: 'never' } },
  'give-up': { type: 'give-up' },
}
/** Sendings are counted without end; the drawing is the same from the second one on. */
const mostSendings = 2
const sendings = (state) => state.sendings ?? state.at?.sendings ?? 0

const failures = Object.keys(events).filter((name) => events[name].type === 'failed')

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const text = readFileSync(inRoot(paper), 'utf8')
  const drawn = withPart(text, marks, draw(walk(await productModule(machine))), paper)
  if (values.check && drawn !== text)
    throw new Foreseen(`${paper}: the states are not as ${machine} says; run npm run state-diagram`)
  if (drawn !== text) writeFileSync(inRoot(paper), drawn)
  say(`${paper}: the states are ${drawn === text ? 'as they were' : 'drawn anew'}`)
} catch (error) {
  giveUp(error)
}

/** Where each event leads, by the step before and the step after. */
function walk({ begin: beginRenewal, step }) {
  const states = purposes.flatMap((purpose) => firsts.map((first) => beginRenewal('', purpose, 0, first).state))
  const seen = new Set(states.map((state) => JSON.stringify(state)))
  const arrows = new Map()
  // States that are found are added at the end, and looked at in their turn.
  for (const state of states) {
    for (const [name, event] of Object.entries(events)) {
      for (const now of times) {
        const next = step(state, event, now).state
        if (next.step !== state.step) put(arrows, `${state.step} ${next.step}`, name)
        if (seen.has(JSON.stringify(next)) || sendings(next) > mostSendings) continue
        seen.add(JSON.stringify(next))
        states.push(next)
      }
    }
  }
  return arrows
}

function put(arrows, key, name) {
  arrows.set(key, (arrows.get(key) ?? new Set()).add(name))
}

function draw(arrows) {
  const pairs = [...arrows].map(([key, names]) => [...key.split(' '), names])
  const steps = [...new Set(pairs.flatMap(([from, to]) => [from, to]))]
  const last = steps.filter((one) => pairs.every(([from]) => from !== one))
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...steps.map((one) => `  state "${one}" as ${id(one)}`),
    ...firsts.map((first) => `  [*] --> ${id(first)}`),
    ...pairs.map(([from, to, names]) => `  ${id(from)} --> ${id(to)}: ${label(names)}`),
    ...last.map((one) => `  ${id(one)} --> [*]`),
    '```',
  ].join('\n')
}

/** Mermaid takes no hyphens in names. */
function id(step) {
  return step.replaceAll('-', '_')
}

function label(names) {
  const anyFailure = failures.every((name) => names.has(name))
  return Object.keys(events)
    .filter((name) => names.has(name) && !(anyFailure && failures.includes(name) && name !== 'failed'))
    .join(' / ')
}
