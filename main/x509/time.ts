/** Instants in certificates (RFC 5280 4.1.2.5): GMT, whole seconds, no other form. Numbers are ms since the epoch. */
import { content, isUniversal, type Node, Type, universal } from './der.ts'

/** @throws Error when it is neither a UTCTime nor a GeneralizedTime as RFC 5280 wants them */
export function timeOf(node: Node): number {
  const short = isUniversal(node, Type.UTCTIME)
  if (!short && !isUniversal(node, Type.GENERALIZEDTIME)) throw new Error('ASN.1: a time was expected')
  const text = Buffer.from(content(node)).toString('latin1')
  // Two digits mean 1950 to 2049.
  const full = short ? `${text.slice(0, 2) < '50' ? '20' : '19'}${text}` : text
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full)
  const iso = parts === null ? '' : `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}.000Z`
  const time = Date.parse(iso)
  // The way back finds 30 February, which Date.parse moves to March.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) throw new Error('ASN.1: not a time of RFC 5280')
  return time
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on; parts of a second are cut off. */
export function time(instant: number): Node {
  const digits = digitsOf(instant)
  const short = digits >= '1950' && digits < '2050'
  return short ? universal(Type.UTCTIME, false, digits.slice(2)) : generalizedTime(instant)
}

/** Whatever the year, e.g. for the time of a message (RFC 9810, 5.1.1). */
export function generalizedTime(instant: number): Node {
  return universal(Type.GENERALIZEDTIME, false, digitsOf(instant))
}

function digitsOf(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '')
}
