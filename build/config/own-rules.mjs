/**
 * What the linter has no rule for. Of what typescript-eslint recommends, linter.json leaves three out: unused names are the
 * compiler's, an operation is asynchronous because some adapter must wait, and objects here are closures that use no `this`.
 */

const ownFilesWithExtension = {
  create(context) {
    const check = (node) => {
      if (/^\.{1,2}\/.*(?<!\.(ts|tsx|css|json|mjs))$/.test(node.source?.value ?? ''))
        context.report({ node: node.source, message: 'Own files are imported with their extension.' })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check }
  },
}

/** No shell between us and another program: argument arrays only. */
const noShell = {
  create: (context) => ({
    ImportDeclaration({ source, specifiers }) {
      if (!/child_process$/.test(source.value)) return
      for (const { type, imported } of specifiers)
        if (type === 'ImportSpecifier' && /^exec(Sync)?$/.test(imported.name))
          context.report({ node: source, message: 'A shell: use execFile or spawn.' })
    },
    Property(node) {
      if ((node.key.name ?? node.key.value) === 'shell' && node.value.value === true)
        context.report({ node, message: 'A shell: pass an argument array.' })
    },
  }),
}

/** `/x+$/`: on a long run of x that something else follows, the end is looked for from every one of them. */
const noSlowPattern = {
  create: (context) => ({
    Literal(node) {
      if (node.regex !== undefined && /^(?!\^|\(\?<!).*[^.][+*]\$$/.test(node.regex.pattern))
        context.report({
          node,
          message: 'Takes the length squared: begin it with ^, or with (?<!…) before what repeats.',
        })
    },
  }),
}

export default {
  meta: { name: 'own' },
  rules: {
    'no-shell': noShell,
    'no-slow-pattern': noSlowPattern,
    'own-files-with-extension': ownFilesWithExtension,
  },
}
