import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The options of this workspace, as those of the strictest program that a reader may have; the packages are found as they are installed. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, { noEmit: true, declaration: false, declarationMap: false, isolatedDeclarations: false });
  return { ...options, rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true };
}

/**
 * What the compiler says of files.
 *
 * @returns the faults, as `LINE: MESSAGE`, by the path of the file
 */
export function typeCheck(paths: readonly string[]): ReadonlyMap<string, string[]> {
  const program = ts.createProgram({ rootNames: paths, options: compilerOptions() });
  const faults = new Map<string, string[]>(paths.map((path) => [path, []]));
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    if (file === undefined) throw new Error(text); // a wrong option
    const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    const known = faults.get(file.fileName);
    if (known === undefined) throw new Error(`${relative(dirname(root), file.fileName)}:${line}: ${text}`);
    known.push(`${line}: ${text}`);
  }
  return faults;
}
