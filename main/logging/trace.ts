/** What a log may tell of an error that nobody foresaw: its kind and its place in our code. Its message may name people. */
export interface Trace {
  /** The error's class, or the system's own code, such as EACCES; undefined for what is no error. */
  readonly error: string | undefined
  /** `file:line:column` of the innermost frame that is ours, without folders. */
  readonly place: string | undefined
}

/** A frame of V8's stack that lies in a file: `at name (/folder/index.cjs:10:7)`, `at file:///folder/index.cjs:10:7`. */
const frame = /^\s+at .*?([^/\\\s(]+\.(?:cjs|mjs|js|ts)):(\d+):(\d+)\)?$/

/** @param error whatever was thrown */
export function traceOf(error: unknown): Trace {
  if (!(error instanceof Error)) return { error: undefined, place: undefined }
  const { code } = error as NodeJS.ErrnoException
  const found = (error.stack ?? '')
    .split('\n')
    .filter((line) => !line.includes('node:'))
    .map((line) => frame.exec(line))
    .find((match) => match !== null)
  return {
    error: code ?? error.name,
    place: found === undefined ? undefined : `${found[1]}:${found[2]}:${found[3]}`,
  }
}
