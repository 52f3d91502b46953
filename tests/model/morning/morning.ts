/**
 * Many machines whose certificates are all due on one morning, and one bank. When a machine begins, and when it tries
 * again, is decided by the product's own functions; the bank answers so many requests a second, and 503 to all others.
 */
import { pauseAfter, startWhenAwake } from '../../../main/renewal/automatic/schedule.ts'
import type { Failure } from '../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import { retryDelay } from '../../../main/renewal/retry.ts'
import { awakeSince, day, isAtWork, nextMorning, switchedOn } from './office.ts'

export interface Morning {
  readonly machines: number
  readonly spreadHours: number
  /** Requests that the bank answers in a second. */
  readonly capacity: number
  /** s, with each 503 */
  readonly retryAfter: number
}

export interface Outcome {
  /** Requests in the busiest second, answered or not. */
  readonly peak: number
  /** h from nine o'clock on, until 99 % and all of the machines are renewed. */
  readonly most: number
  readonly all: number
  /** Machines that are not renewed when the simulation ends. */
  readonly left: number
  /** Of all requests, the part that was answered with 503. */
  readonly refused: number
  /** For each half hour: requests a second, and the part of the machines that is renewed at their end. */
  readonly curve: readonly { readonly rate: number; readonly renewed: number }[]
}

/** s; what a point of the curve stands for. */
export const width = 1800
/** s; all are renewed long before. */
const end = 14 * day

/**
 * The requests of one renewal by EST: its checks (CA certificates, attributes, the connection), the request itself and the
 * proof. Where a check is turned away, all are made again; what comes after them goes on where it was.
 */
const requests = { checks: 3, all: 5 }

export function simulate({ machines, spreadHours, capacity, retryAfter }: Morning): Outcome {
  const chance = randomNumbers()
  const busy: Failure = { code: 'bank.busy', retry: 'later', retryAfter }
  const thumbprints = Array.from({ length: machines }, () => thumbprint(chance))
  const on = Int32Array.from({ length: machines }, () => switchedOn(chance()))
  /** In which second of a minute the app looks. */
  const beat = Uint8Array.from({ length: machines }, () => chance() * 60)
  const answered = new Uint8Array(machines)
  /** How often the checks, and what comes after them, were turned away. */
  const checked = new Uint8Array(machines)
  const repeated = new Uint8Array(machines)
  /** Each machine waits for one second: the first of each second, and who comes after whom. */
  const first = new Int32Array(end).fill(-1)
  const following = new Int32Array(machines)

  function wait(machine: number, until: number): void {
    const second = Math.max(0, Math.ceil(until))
    if (second >= end) return
    following[machine] = first[second]!
    first[second] = machine
  }

  /** The app begins at its next look after it may; what was due overnight is for the next morning. */
  function begin(machine: number, from: number): void {
    answered[machine] = 0
    const certificate = { thumbprint: thumbprints[machine]!, notAfter: defaultPolicy.noticeDays * day * 1000 }
    const awake = awakeSince(from, on[machine]!)
    const due = startWhenAwake(certificate, defaultPolicy, spreadHours, awake * 1000) / 1000
    const look = Math.ceil((Math.max(from, due) - beat[machine]!) / 60) * 60 + beat[machine]!
    if (isAtWork(look, on[machine]!) && awakeSince(look, on[machine]!) === awake) wait(machine, look)
    else begin(machine, nextMorning(from, on[machine]!))
  }

  /** Its next request, or what is left of it on the next morning. */
  function goOn(machine: number, at: number): void {
    if (isAtWork(at, on[machine]!)) wait(machine, at)
    else if (answered[machine]! < requests.checks) begin(machine, nextMorning(at, on[machine]!))
    else wait(machine, nextMorning(at, on[machine]!))
  }

  function turnedAway(machine: number, at: number): void {
    const tries = answered[machine]! < requests.checks ? checked : repeated
    const before = tries[machine]!
    tries[machine] = Math.min(100, before + 1)
    if (tries === checked) begin(machine, at + pauseAfter(busy, before, chance()) / 1000)
    else goOn(machine, at + retryDelay(before, chance(), retryAfter) / 1000)
  }

  const curve = Array.from({ length: end / width }, () => ({ rate: 0, renewed: 0 }))
  const told = { peak: 0, most: 0, all: 0, renewed: 0, asked: 0, refused: 0 }
  for (let machine = 0; machine < machines; machine += 1) begin(machine, on[machine]!)
  for (let second = 0; second < end && told.renewed < machines; second += 1) {
    let now = 0
    for (let machine = first[second]!, next = -1; machine >= 0; machine = next) {
      next = following[machine]!
      now += 1
      if (now > capacity) turnedAway(machine, second)
      else if ((answered[machine]! += 1) < requests.all) goOn(machine, second + 1)
      else told.renewed += 1
    }
    told.asked += now
    told.refused += Math.max(0, now - capacity)
    told.peak = Math.max(told.peak, now)
    if (told.renewed < machines * 0.99) told.most = second + 1
    if (told.renewed < machines) told.all = second + 1
    const point = curve[Math.floor(second / width)]!
    point.rate += now / width
    point.renewed = told.renewed / machines
  }
  return {
    peak: told.peak,
    most: told.most / 3600,
    all: told.all / 3600,
    left: machines - told.renewed,
    refused: told.refused / told.asked,
    curve: curve.slice(0, Math.floor(told.all / width) + 1),
  }
}

/** 8 random numbers, as SHA-256 has them. */
const thumbprint = (chance: () => number): string =>
  Array.from({ length: 8 }, () =>
    Math.floor(chance() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')

/** 0 to 1: always the same numbers, so that whoever repeats a morning sees the same one. */
function randomNumbers(): () => number {
  let state = 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
