/** Which of Electron's APIs the product uses, and which of them Electron's own types call deprecated. */
import path from 'node:path'
import ts from 'typescript'

export const root = path.resolve(import.meta.dirname, '../../..')
const types = 'node_modules/electron/electron.d.ts'

interface Used {
  readonly isDeprecated: boolean
  /** `file:line`, from the root. */
  readonly at: readonly string[]
}

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ESNext,
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: ['node'],
}

/**
 * Names are `App.quit`, `App.on 'activate'` for events, `OpenDialogOptions.title` for what is passed, with
 * `OpenDialogOptions.properties 'openFile'` where a word is.
 *
 * @param folders from the root
 */
export function usedApis(folders: readonly string[] = ['main', 'preload']): ReadonlyMap<string, Used> {
  const files = folders
    .flatMap((folder) => ts.sys.readDirectory(path.join(root, folder), ['.ts']))
    .filter((file) => /(from|import\() ?'electron'/.test(ts.sys.readFile(file) ?? ''))
  const program = ts.createProgram(files, options)
  const found = new Map<string, { isDeprecated: boolean; at: string[] }>()
  for (const file of files) {
    const source = program.getSourceFile(file)
    if (source === undefined) throw new Error(file)
    for (const { name, declaration, node } of namesIn(source, program.getTypeChecker())) {
      const known = found.get(name) ?? { isDeprecated: ts.getJSDocDeprecatedTag(declaration) !== undefined, at: [] }
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
      known.at.push(`${path.relative(root, file).replaceAll(path.sep, '/')}:${line + 1}`)
      found.set(name, known)
    }
  }
  return found
}

interface Place {
  readonly name: string
  readonly declaration: ts.Declaration
  readonly node: ts.Node
}

function namesIn(node: ts.Node, checker: ts.TypeChecker): Place[] {
  const here: Place[] = []
  ts.forEachChild(node, (child) => void here.push(...namesIn(child, checker)))
  const add = (declaration: ts.Declaration | undefined, words: readonly string[]): void => {
    const name = declaration && isElectrons(declaration) ? nameOf(declaration) : undefined
    if (declaration === undefined || name === undefined) return
    for (const word of words) here.push({ name: `${name}${word}`, declaration, node })
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const declaration = checker.getResolvedSignature(node)?.declaration
    if (declaration !== undefined && !ts.isJSDocSignature(declaration)) add(declaration, [eventOf(declaration)])
  } else if (ts.isIdentifier(node)) {
    const declaration = propertyAt(node, checker)?.declarations?.[0]
    const isCalled = declaration && (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration))
    if (isCalled !== true) add(declaration, ['', ...wordsIn(node.parent).map((word) => ` '${word}'`)])
  }
  return here
}

const isElectrons = (declaration: ts.Declaration): boolean => declaration.getSourceFile().fileName.endsWith(types)

/** Undefined for what is no member of anything: types, modules, functions that are passed. */
function nameOf(declaration: ts.Declaration): string | undefined {
  const { parent } = declaration
  if (!ts.isInterfaceDeclaration(parent) && !ts.isClassDeclaration(parent)) return undefined
  const own = ts.isConstructorDeclaration(declaration) ? 'constructor' : ts.getNameOfDeclaration(declaration)?.getText()
  return own === undefined ? undefined : `${parent.name?.text}.${own}`
}

/** Which event a method is about, as it stands behind its name. */
function eventOf({ parameters: [first] }: ts.SignatureDeclaration): string {
  const type = first?.type
  return type !== undefined && ts.isLiteralTypeNode(type) ? ` ${type.getText()}` : ''
}

/** What a name stands for; of one that is written or taken apart in braces, the property. */
function propertyAt(name: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = name
  const of = (whole: ts.Type | undefined, key: string): ts.Symbol | undefined =>
    whole && checker.getPropertyOfType(checker.getNonNullableType(whole), key)
  let property: ts.Symbol | undefined
  if ((ts.isPropertyAssignment(parent) && parent.name === name) || ts.isShorthandPropertyAssignment(parent))
    property = of(checker.getContextualType(parent.parent), name.text)
  else if (ts.isBindingElement(parent) && parent.name === name && parent.dotDotDotToken === undefined)
    property = of(checker.getTypeAtLocation(parent.parent), (parent.propertyName ?? name).getText())
  return property ?? checker.getSymbolAtLocation(name)
}

/** The texts that are passed as a property. */
function wordsIn(assignment: ts.Node): string[] {
  if (!ts.isPropertyAssignment(assignment)) return []
  const words: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) words.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(assignment.initializer)
  return words
}
