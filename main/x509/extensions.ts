/** Certificate extensions (RFC 5280 4.2), as far as Koshin judges by them. */
import { child, children, content, decodeSmall, hex, isContext, isUniversal, type Node, oidOf, Type } from './der.ts'

interface Extension {
  readonly critical: boolean
  /** The DER inside the extension's OCTET STRING. */
  readonly value: Uint8Array
}

/** By dotted object identifier. */
export type Extensions = ReadonlyMap<string, Extension>

export const extensionIds = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
} as const

/** How many values there may be in what is looked at for every certificate that is offered, whoever sent it. */
const maximumValues: Readonly<Record<string, number>> = {
  [extensionIds.subjectKeyIdentifier]: 1,
  [extensionIds.keyUsage]: 1,
  [extensionIds.basicConstraints]: 3,
  // It may name a certificate by its issuer's name.
  [extensionIds.authorityKeyIdentifier]: 64,
  [extensionIds.extendedKeyUsage]: 64,
  // Read for a chain as a whole, of which there may be 22 such certificates.
  [extensionIds.subjectAltName]: 500,
  [extensionIds.nameConstraints]: 500,
  [extensionIds.certificatePolicies]: 100,
  [extensionIds.policyMappings]: 100,
  [extensionIds.policyConstraints]: 3,
  [extensionIds.inhibitAnyPolicy]: 1,
}
const decoded = new WeakMap<Extension, Node>()

/**
 * What is in an extension: read once, because every certificate may be compared with every other; undefined when it is
 * absent.
 * @throws Error when it is not DER, or more than it can be
 */
export function extensionValue(extensions: Extensions, oid: string): Node | undefined {
  const extension = extensions.get(oid)
  if (extension === undefined) return undefined
  const node = decoded.get(extension) ?? decodeSmall(extension.value, maximumValues[oid] ?? Infinity)
  decoded.set(extension, node)
  return node
}

/** KeyUsage bits (RFC 5280 4.2.1.3). */
export const keyUsageBits = { digitalSignature: 0, keyEncipherment: 2, keyAgreement: 4, keyCertSign: 5 } as const

/** RFC 5280 4.2.1.12. */
export const purposeIds = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const

/** @throws Error when `node` is not Extensions, or has one twice (forbidden by RFC 5280 4.2) */
export function extensionsOf(node: Node): Extensions {
  const found = new Map<string, Extension>()
  for (const extension of children(node)) {
    const parts = children(extension)
    const oid = oidOf(child(extension, 0))
    if (found.has(oid)) throw new Error(`X.509: the extension ${oid} is there twice`)
    const flag = parts.length > 2 ? child(extension, 1) : undefined
    if (flag !== undefined && !isUniversal(flag, Type.BOOLEAN)) throw new Error('X.509: critical is not a BOOLEAN')
    const value = child(extension, parts.length - 1)
    if (parts.length > 3 || !isUniversal(value, Type.OCTETSTRING)) throw new Error('X.509: not an extension')
    found.set(oid, { critical: flag !== undefined && content(flag)[0] !== 0, value: content(value) })
  }
  return found
}

/** May the key be used for one of these? Without the extension it may be used for everything. */
export function allowsKeyUsage(extensions: Extensions, ...bits: readonly number[]): boolean {
  const node = extensionValue(extensions, extensionIds.keyUsage)
  if (node === undefined) return true
  if (!isUniversal(node, Type.BITSTRING)) throw new Error('X.509: keyUsage is not a BIT STRING')
  // The first octet counts the unused bits at the end, which DER wants to be zero anyway.
  const octets = content(node).subarray(1)
  return bits.some((bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
}

/** May the certificate be used for this purpose? Without the extension it may be used for every one. */
export function allowsPurpose(extensions: Extensions, purpose: 'clientAuth' | 'serverAuth'): boolean {
  const value = extensionValue(extensions, extensionIds.extendedKeyUsage)
  if (value === undefined) return true
  const purposes = children(value).map(oidOf)
  return purposes.includes(purposeIds[purpose]) || purposes.includes(purposeIds.any)
}

/** RFC 5280 4.2.1.9; undefined when the extension is absent. */
export function basicConstraintsOf(
  extensions: Extensions,
): { readonly authority: boolean; readonly pathLength: number | undefined } | undefined {
  const value = extensionValue(extensions, extensionIds.basicConstraints)
  if (value === undefined) return undefined
  const [first, second] = children(value)
  const authority = first !== undefined && isUniversal(first, Type.BOOLEAN) && content(first)[0] !== 0
  if (second === undefined) return { authority, pathLength: undefined }
  if (!isUniversal(second, Type.INTEGER)) throw new Error('X.509: pathLenConstraint is not a number')
  return { authority, pathLength: naturalNumber(content(second)) }
}

/**
 * An INTEGER that counts something, from its content; beyond 2^53 it is only about as large as it says.
 * @throws Error when it is negative or empty
 */
export function naturalNumber(octets: Uint8Array): number {
  if ((octets[0] ?? 0x80) >= 0x80) throw new Error('X.509: a number of 0 or more was expected')
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** Hex; undefined when there is none that can be read. */
export function subjectKeyIdOf(extensions: Extensions): string | undefined {
  return keyIdOf(extensions, extensionIds.subjectKeyIdentifier, (node) => node)
}

/** The keyIdentifier ([0]) of RFC 5280 4.2.1.1, hex; undefined when there is none that can be read. */
export function authorityKeyIdOf(extensions: Extensions): string | undefined {
  return keyIdOf(extensions, extensionIds.authorityKeyIdentifier, (node) =>
    children(node).find((part) => isContext(part, 0)),
  )
}

/** Of extensions, as found before: undefined for one that is malformed. */
const keyIds = new WeakMap<Extension, { readonly id: string | undefined }>()

/** Identifiers of keys are hints: one that is malformed is no reason to refuse anything. */
function keyIdOf(extensions: Extensions, oid: string, find: (node: Node) => Node | undefined): string | undefined {
  const extension = extensions.get(oid)
  if (extension === undefined) return undefined
  const before = keyIds.get(extension)
  if (before !== undefined) return before.id
  const id = readKeyId(extensions, oid, find)
  keyIds.set(extension, { id })
  return id
}

function readKeyId(extensions: Extensions, oid: string, find: (node: Node) => Node | undefined): string | undefined {
  try {
    const value = extensionValue(extensions, oid)
    const found = value && find(value)
    return found && hex(content(found))
  } catch {
    return undefined
  }
}
