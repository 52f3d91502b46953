import type { CertificateCard } from '../../../preload/contract.ts'

type Life = Pick<CertificateCard, 'notBefore' | 'noticeFrom' | 'notAfter' | 'graceUntil' | 'daysLeft'>

const dayLength = 24 * 60 * 60 * 1000

/**
 * Where the phases of a life begin and end on the line, in per cent. Not to scale on purpose: true to scale, the
 * month in which something has to be done would be a twelfth of the line.
 */
export const phases = [
  { name: 'valid', from: 0, to: 42 },
  { name: 'due', from: 42, to: 74 },
  { name: 'grace', from: 74, to: 100 },
] as const

/** Where `time` (ms since the epoch) lies on the line, in per cent: even within each phase, held at both ends. */
export function positionOf(time: number, life: Life): number {
  const bounds = [life.notBefore, life.noticeFrom, life.notAfter, life.graceUntil] as const
  for (const [index, { from, to }] of phases.entries()) {
    const begin = bounds[index] ?? 0
    const end = bounds[index + 1] ?? 0
    if (time < end) return from + (to - from) * Math.min(1, Math.max(0, (time - begin) / Math.max(1, end - begin)))
  }
  return 100
}

/** Today, as the main process counts it (its clock decides, not this page's), to within a day. */
export function todayOf(life: Life): number {
  return life.notAfter - life.daysLeft * dayLength
}
