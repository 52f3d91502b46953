/** Which names a CA may put into certificates (RFC 5280 4.2.1.10). */
import { child, children, content, isContext, isUniversal, type Node, oidOf, Type } from '../der.ts'
import { extensionIds, extensionValue } from '../extensions.ts'
import {
  canonicalMailbox,
  directoryNameOf,
  generalNamesIn,
  generalNameTags,
  tagOf,
  textOf,
} from '../names/general-names.ts'
import { canonicalPart } from '../names/name-comparison.ts'
import { stringOf } from '../names/names.ts'
import type { ParsedCertificate } from '../parse.ts'
import type { SignatureBudget } from './budget.ts'

const { rfc822Name, dNSName, directoryName, uri, iPAddress } = generalNameTags
const emailAddress = '1.2.840.113549.1.9.1'
/** Octets of names that cost a microsecond for every constraint that they are compared with, beside one for each name. */
const octetsCompared = 200

/** A name, or what it is compared with: text, the parts of a Name, or the octets of an address. */
type Value = {
  readonly tag: number
  /** Microseconds of a comparison with it. */
  readonly cost: number
  readonly text?: string
  readonly parts?: readonly string[]
  readonly octets?: Uint8Array
}

interface Subtrees {
  readonly permitted: readonly Value[]
  readonly excluded: readonly Value[]
}

/** Read once: in a long chain every certificate is compared with every CA above it. */
const readSubtrees = new WeakMap<ParsedCertificate, Subtrees>()
const readNames = new WeakMap<ParsedCertificate, readonly Value[]>()

/**
 * Why a certificate may not stand below this CA; undefined when it may. Critical or not: what a CA is held to by whoever
 * certified it holds.
 * @throws Error when the constraints, or names that they are about, cannot be read
 */
export function nameConstraintFault(
  authority: ParsedCertificate,
  below: ParsedCertificate,
  budget: SignatureBudget,
): string | undefined {
  const constraints = extensionValue(authority.extensions, extensionIds.nameConstraints)
  if (constraints === undefined) return undefined
  const { permitted, excluded } = once(readSubtrees, authority, () => subtreesOf(constraints))
  const constrained = new Set([...permitted, ...excluded].map(({ tag }) => tag))
  const names = once(readNames, below, () => namesOf(below)).filter(({ tag }) => constrained.has(tag))
  const cost = names.reduce((sum, name) => sum + name.cost, 0) * (permitted.length + excluded.length)
  if (!budget.take(cost)) return 'has too many names to compare'
  for (const name of names) {
    const { tag } = name
    if (excluded.some((base) => base.tag === tag && excludes(base, name))) return 'has a name that its CA may not give'
    const allowed = permitted.filter((base) => base.tag === tag)
    if (allowed.length > 0 && !allowed.some((base) => matches(base, name))) return 'has a name that its CA may not give'
  }
  return undefined
}

function once<T>(known: WeakMap<ParsedCertificate, T>, certificate: ParsedCertificate, read: () => T): T {
  const found = known.get(certificate) ?? read()
  known.set(certificate, found)
  return found
}

function subtreesOf(constraints: Node): Subtrees {
  const parts = children(constraints)
  // A list without a subtree could be read as "none may be given" or as no constraint at all.
  const known = parts.every((part) => (isContext(part, 0) || isContext(part, 1)) && children(part).length > 0)
  if (parts.length === 0 || !known) throw new Error('X.509: nameConstraints are malformed')
  const of = (tag: number) =>
    parts
      .filter((part) => isContext(part, tag))
      .flatMap(children)
      .map(subtreeOf)
  return { permitted: of(0), excluded: of(1) }
}

/** minimum is 0, its default, and there is no maximum. */
function subtreeOf(subtree: Node): Value {
  if (!isUniversal(subtree, Type.SEQUENCE) || children(subtree).length !== 1) {
    throw new Error('X.509: a subtree of nameConstraints is malformed')
  }
  return valueOf(child(subtree, 0))
}

/** The subject, and what stands beside it. */
function namesOf({ subject, extensions }: ParsedCertificate): readonly Value[] {
  const alternative = extensionValue(extensions, extensionIds.subjectAltName)
  const beside = alternative === undefined ? mailboxesIn(subject) : generalNamesIn(alternative).map(valueOf)
  return children(subject).length === 0 ? beside : [ofParts(partsOf(subject)), ...beside]
}

/** Older certificates have the address in the subject; a constraint holds for it where there is no subjectAltName. */
function mailboxesIn(subject: Node): readonly Value[] {
  return children(subject)
    .flatMap(children)
    .filter((attribute) => oidOf(child(attribute, 0)) === emailAddress)
    .map((attribute) => ofText(rfc822Name, stringOf(child(attribute, 1)) ?? ''))
}

const partsOf = (name: Node): readonly string[] => children(name).map(canonicalPart)

function valueOf(name: Node): Value {
  const tag = tagOf(name)
  if (tag === directoryName) return ofParts(partsOf(directoryNameOf(name)))
  if (tag === iPAddress) return { tag, octets: content(name), cost: 1 }
  return tag === rfc822Name || tag === dNSName || tag === uri ? ofText(tag, textOf(name)) : { tag, cost: 1 }
}

const costOf = (length: number): number => 1 + length / octetsCompared
const ofText = (tag: number, text: string): Value => ({ tag, text, cost: costOf(text.length) })
const ofParts = (parts: readonly string[]): Value => {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return { tag: directoryName, parts, cost: costOf(length) }
}

/** A wildcard stands for names of which one may be excluded. */
function excludes(base: Value, name: Value): boolean {
  if (matches(base, name)) return true
  const rest = base.tag === dNSName ? /^\*\.(.+)$/.exec(name.text!)?.[1] : undefined
  return rest !== undefined && isWithin(base.text!.replace(/^\./, '').toLowerCase(), rest.toLowerCase())
}

/** A kind of name that is not understood: whether it is inside cannot be told, so the certificate is refused. */
function matches(base: Value, name: Value): boolean {
  switch (base.tag) {
    case directoryName:
      return base.parts!.every((part, at) => part === name.parts![at])
    case iPAddress:
      return isAddressWithin(base.octets!, name.octets!)
    case dNSName:
      return isWithin(hostOf(name.text!), base.text!.toLowerCase())
    case rfc822Name:
      return isMailboxWithin(name.text!, base.text!)
    case uri:
      return isHostWithin(hostOfUri(name.text!), base.text!.toLowerCase())
    default:
      throw new Error('X.509: name constraints of a kind that is not supported')
  }
}

/** What is no host name could be read as another one by somebody else. */
function hostOf(text: string): string {
  if (!/^(\*\.)?[\w-]+(\.[\w-]+)*$/.test(text)) throw new Error('X.509: a name is malformed')
  return text.toLowerCase()
}

/** The name itself or below it. With a dot in front, as some CAs write it although it is for URIs: below it. */
function isWithin(host: string, base: string): boolean {
  return base === '' || host === base || host.endsWith(base.startsWith('.') ? base : `.${base}`)
}

/** One host, or with a dot in front all hosts below it. */
function isHostWithin(host: string, base: string): boolean {
  return base.startsWith('.') ? host.endsWith(base) : host === base
}

/** One mailbox, all of a host, or with a dot in front all below it. */
function isMailboxWithin(mailbox: string, base: string): boolean {
  // With several, somebody else could take another part for the host (RFC 5321 4.1.2).
  if (!/^("[^"]*"|[^"@]+)@[^"@]+$/.test(mailbox)) throw new Error('X.509: a name is malformed')
  if (base.includes('@')) return canonicalMailbox(mailbox) === canonicalMailbox(base)
  return isHostWithin(hostOf(mailbox.slice(mailbox.lastIndexOf('@') + 1)), base.toLowerCase())
}

/** RFC 5280: a constraint is about URIs with a host name; one without it, or with an address, is not acceptable. */
function hostOfUri(text: string): string {
  const host = /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#@]*@)?([^/?#@:[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(text)?.[1]
  if (host === undefined || /^[\d.]+$/.test(host)) throw new Error('X.509: a name is malformed')
  return hostOf(host)
}

/** The base is an address and a mask. Addresses of the other version are never inside. */
function isAddressWithin(base: Uint8Array, address: Uint8Array): boolean {
  const sizes = [4, 16]
  if (!sizes.includes(address.length) || !sizes.includes(base.length / 2)) throw new Error('X.509: a name is malformed')
  const { length } = address
  return base.length === 2 * length && address.every((octet, at) => ((octet ^ base[at]!) & base[length + at]!) === 0)
}
