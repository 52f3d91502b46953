/**
 * Lets a C++ compiler judge what the code says of foreign functions, structures and constants, by the headers of those
 * who made them. Nothing is linked and nothing runs.
 */
import { spawnSync } from 'node:child_process'

export interface Target {
  /** As clang names it. */
  readonly triple: string
  /** Folders of headers. */
  readonly headers: readonly string[]
  /** What the headers are included by. */
  readonly preamble: string
}

/** A C++ expression of compile time, and what is said where it is false. */
export interface Claim {
  readonly name: string
  readonly expression: string
}

const compiler = 'clang++'

/** Why nothing can be judged here; undefined where it can. */
export function whyNoCompiler(): string | undefined {
  return spawnSync(compiler, ['--version']).status === 0 ? undefined : `${compiler} is not installed`
}

/** The kinds of values that cross the border, by what koffi calls them. */
const kinds: Readonly<Record<string, string>> = {
  void: 'Nothing',
  int: 'Integer<4>',
  int32: 'Integer<4>',
  uint32: 'Integer<4>',
  uint8: 'Integer<1>',
  uint16: 'Integer<2>',
  ulong: 'Integer<8>',
  uintptr_t: 'Word',
  'void *': 'Pointer',
  str: 'Text<char>',
  str16: 'Text<wchar_t>',
  'str16 *': 'Texts<wchar_t>',
}

const traits = `
template <class T> constexpr bool isPointer = false;
template <class T> constexpr bool isPointer<T *> = true;
template <class A, class B> constexpr bool isSame = false;
template <class A> constexpr bool isSame<A, A> = true;
template <class T> struct Plain { using type = T; };
template <class T> struct Plain<const T> { using type = T; };
template <class T> struct Target { using type = void; };
template <class T> struct Target<T *> { using type = typename Plain<T>::type; };

struct Nothing { template <class T> static constexpr bool fits = isSame<T, void>; };
template <unsigned long long size> struct Integer {
  template <class T> static constexpr bool fits = !isPointer<T> && sizeof(T) == size;
};
/** A handle or an address: as wide as a pointer, whatever it is. */
struct Word { template <class T> static constexpr bool fits = sizeof(T) == sizeof(void *); };
struct Pointer { template <class T> static constexpr bool fits = isPointer<T>; };
/** A function that takes several kinds of things takes a text by a pointer to nothing in particular. */
template <class C> struct Text {
  template <class T> static constexpr bool fits =
    isPointer<T> && (isSame<typename Target<T>::type, C> || isSame<typename Target<T>::type, void>);
};
template <class C> struct Texts {
  template <class T> static constexpr bool fits = isSame<typename Target<typename Target<T>::type>::type, C>;
};

template <class F> struct Signature;
template <class R, class... A> struct Signature<R (*)(A...)> {
  template <class K, class... P> static constexpr bool is() {
    if constexpr (sizeof...(P) != sizeof...(A)) return false;
    else return K::template fits<R> && (P::template fits<A> && ... && true);
  }
};
template <class T> constexpr unsigned long long number(T value) { return (unsigned long long)value; }
`

/** @param type the C++ type of a pointer to the function */
export function signatureClaim(name: string, type: string, result: string, parameters: readonly string[]): Claim {
  const [first, ...others] = [result, ...parameters].map(
    (one) => kinds[one] ?? `UnknownKind_${one.replace(/\W/g, '_')}`,
  )
  return { name, expression: `Signature<${type}>::is<${[first, ...others].join(', ')}>()` }
}

/** Constants that are addresses in disguise are folded, too. */
export function constantClaim(name: string, value: number | bigint | string): Claim {
  if (typeof value === 'string')
    return { name, expression: `__builtin_wcscmp(${name}, L${JSON.stringify(value)}) == 0` }
  const wanted = BigInt.asUintN(64, BigInt(value))
  // DWORD, LONG and HRESULT: the same 32 bits, with a sign or without.
  const mask = wanted < 2n ** 32n ? '0xffffffffull' : '~0ull'
  const folded = `((unsigned long long)(${name}) & ${mask}) == ${wanted}ull`
  return { name, expression: `__builtin_constant_p(${folded}) ? (${folded}) : false` }
}

/** Which of the claims are false; those that name what the headers do not know are among them. */
export function falseClaims({ triple, headers, preamble }: Target, claims: readonly Claim[]): readonly string[] {
  const lines = claims.map(({ expression }, index) => `static_assert(${expression}, "claim ${index}");`)
  const args = ['-x', 'c++', '-std=c++17', '-fsyntax-only', '-w', '-ferror-limit=0', '-fno-color-diagnostics']
  const included = headers.flatMap((folder) => ['-isystem', folder])
  // Each claim is a line of its own, told of by its number.
  const input = `${preamble}\n${traits}\n#line 1 "claims"\n${lines.join('\n')}\n`
  const { status, stderr, error } = spawnSync(compiler, [...args, `--target=${triple}`, ...included, '-'], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (error !== undefined) throw error
  const places = [...stderr.matchAll(/^(.+?):(\d+):\d+: (?:fatal )?error: .*$/gm)]
  const foreign = places.find(([, file]) => file !== 'claims')
  if (foreign !== undefined) throw new Error(`the headers do not compile: ${foreign[0]}`)
  if ((status === 0) !== (places.length === 0)) throw new Error(stderr)
  const wrong = new Set(places.map(([, , line]) => Number(line) - 1))
  return claims.filter((_claim, index) => wrong.has(index)).map(({ name }) => name)
}
