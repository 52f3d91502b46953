/** Stands in for koffi's loading of libraries, and writes down what is declared of their functions. */
export interface DeclaredFunction {
  readonly library: string
  readonly name: string
  readonly result: string
  readonly parameters: readonly string[]
}

type Answer = (...values: never[]) => unknown

/** @param answers what has to be answered, by function, for the code to go on declaring; the others answer 0 */
export function record(answers: Readonly<Record<string, Answer>> = {}) {
  const functions: DeclaredFunction[] = []
  const load = (file: string) => ({
    func: (name: string, result: string, parameters: readonly string[]): Answer => {
      functions.push({ library: file.split('\\').at(-1)!, name, result, parameters })
      return answers[name] ?? (() => 0)
    },
  })
  return { functions, load }
}
