/** The files of the product as text, for tests that read them. */
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { repositoryRoot } from '../../src/config.ts'

const SKIPPED = new Set(['node_modules', 'dist', '.pandu', '.git', '.nuxt-ui', 'test-output', 'coverage'])

const walk = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      SKIPPED.has(entry.name)
        ? []
        : entry.isDirectory()
          ? walk(path.join(folder, entry.name))
          : [path.join(folder, entry.name)],
    )

export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly file: string
  readonly text: string
}

/** TypeScript and Vue below a folder of the repository; of Vue files the script. */
export const sourcesIn = (folder: string): Source[] =>
  walk(path.join(repositoryRoot, folder))
    .filter((file) => /\.(ts|mjs|vue)$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => {
      const text = fs.readFileSync(file, 'utf8')
      return {
        file: path.relative(repositoryRoot, file).split(path.sep).join('/'),
        text: file.endsWith('.vue')
          ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((found) => found[1]).join('\n')
          : text,
      }
    })

export const isTest = ({ file }: Source): boolean => /(\.test\.ts|^api\/test\/|^admin\/e2e\/)/.test(file)

/** What a file imports: files from the root of the repository, packages as they are written. */
export const importsOf = ({ file, text }: Source): string[] =>
  ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.')
        ? path.posix.join(path.posix.dirname(file), fileName)
        : fileName.replace(/^@pandu-gempita\/shared\/(.+)$/, 'shared/src/$1.ts'),
    )

export const tree = ({ file, text }: Source): ts.SourceFile =>
  ts.createSourceFile(file.replace(/\.vue$/, '.ts'), text, ts.ScriptTarget.ES2023, true)

export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, (child) => visit(child, look))
}
