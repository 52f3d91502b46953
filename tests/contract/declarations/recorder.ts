/** Stands in for koffi's loading of libraries, and writes down what is declared of their functions and variables. */
export interface DeclaredFunction {
  readonly library: string
  readonly name: string
  readonly result: string
  readonly parameters: readonly string[]
}

export interface DeclaredVariable {
  readonly library: string
  readonly name: string
  /** What it is read as; undefined where its address alone is taken. */
  held?: string
}

type Answer = (...values: never[]) => unknown

/** @param answers what has to be answered, by function, for the code to go on declaring; the others answer 0 */
export function record(answers: Readonly<Record<string, Answer>> = {}) {
  const functions: DeclaredFunction[] = []
  const variables: DeclaredVariable[] = []
  const load = (file: string) => ({
    symbol: (name: string): bigint => BigInt(variables.push({ library: nameOf(file), name })),
    func: (name: string, result: string, parameters: readonly string[]): Answer => {
      functions.push({ library: nameOf(file), name, result, parameters })
      return answers[name] ?? (() => 0)
    },
  })
  /** Of what `symbol` has answered. */
  const decode = (address: bigint, type: string): bigint => {
    variables[Number(address) - 1]!.held = type
    return 1n
  }
  return { functions, variables, load, decode }
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1)!
}
