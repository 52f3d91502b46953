/** The portal's contract as it is checked in, and whether a body fits it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'

interface Outcome {
  readonly answer: string
  readonly does: 'accepted' | 'ignored' | 'failed'
  readonly code?: string
}
interface Content {
  readonly schema: { readonly $ref: string }
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}
interface Response {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, Content>>
  readonly 'x-koshin': readonly Outcome[]
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> }
  readonly responses: Readonly<Record<string, Response>>
}
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly responses: Readonly<Record<string, Response>>
  }
}

export const root = path.resolve(import.meta.dirname, '../../../..')
export const contract = JSON.parse(readFileSync(path.join(root, 'build/bank/portal.openapi.json'), 'utf8')) as Contract
export const address = 'https://portal.bank.example/api'
export const own = 'a1'.repeat(32)
export const type = 'application/json'

/** Times are told by a pattern, too. */
const ajv = new Ajv2020({ validateFormats: false })
const validators = Object.fromEntries(
  Object.entries(contract.components.schemas).map(([name, schema]) => [
    `#/components/schemas/${name}`,
    ajv.compile(schema),
  ]),
)
export const fits = ({ schema }: Content, value: unknown): boolean => validators[schema.$ref]!(value)

const resolved = (response: Response): Response =>
  response.$ref === undefined ? response : contract.components.responses[response.$ref.split('/').at(-1)!]!
export const operations = Object.entries(contract.paths).flatMap(([at, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ at, method, operation })),
)

/** An answer as the contract has it: by its status, or by the kind of it. */
export function responseTo(operation: Operation, status: number): Response {
  const { responses } = operation
  return resolved(responses[status] ?? responses[`${String(status)[0]}XX`] ?? responses['default']!)
}
