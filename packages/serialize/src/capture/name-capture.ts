import { CapturedVariables } from './captured-variables.ts';
import { isEntryPoint } from '../reference/entry-point.ts';
import { isLive } from '../code/function-code.ts';
import { commonJsModule, firstExports, requiredFrom } from './common-js.ts';
import { encodeImported } from './imported-module.ts';
import { ImportedValues } from './imported-values.ts';
import { SharedVariables } from './shared-variables.ts';
import type { Binding } from '../code/bindings.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { ClosureNode, CodeNode, Datum, ModuleLink } from '../format/closure-data.ts';
import type { ImportNodes } from './imported-values.ts';
import type { VariableUse } from './shared-variables.ts';
import type { Encode } from './object-parts.ts';

/** What the capture of names needs of the graph around it. */
export interface NameGraph {
  add: (node: ClosureNode, parent: number, label: string, fill?: (encode: Encode, index: number) => void) => number;
  remember: (value: unknown, index: number) => number;
  find: (value: unknown) => number | undefined;
  /** Gives the node that stands for what has to be imported. */
  linkTo: (link: ModuleLink) => CodeNode;
  encode: (value: unknown, parent: number, label: string) => Datum;
  /** Something in the graph can change. */
  change: () => void;
  wayTo: (parent: number, label: string) => string[];
  refused: (parent: number, label: string, culprit: string, reason: string, remedy: string, passable?: boolean) => Error;
}

/** A function's use of a variable that is assigned somewhere. */
export interface CellUse {
  name: string;
  isConst: boolean;
  value: Datum;
  user: CodeNode & { type: 'function' | 'class' };
  index: number;
}

/** Binds the names that functions of one graph take from outside. */
export class NameCapture {
  readonly variables: SharedVariables<CellUse> = new SharedVariables();
  readonly imported: ImportedValues = new ImportedValues();
  readonly #graph: NameGraph;
  readonly #modules = new Map<string, number>();
  readonly #modulesByExports = new Map<unknown, { url: string; name: 'module' | 'exports' }>();

  constructor(graph: NameGraph) {
    this.#graph = graph;
  }

  /** The CommonJS module of a function in the graph that a value is, or is the exports of. */
  moduleOf(value: unknown): { url: string; name: 'module' | 'exports' } | undefined {
    return this.#modulesByExports.get(value);
  }

  bind(fn: Function, code: FunctionCode, node: CodeNode & { type: 'function' | 'class' }, index: number, encode: (value: unknown, label: string) => Datum): void {
    if (code.bindings.length === 0 && code.usesModuleThis !== true) return;
    const variables = new CapturedVariables(fn);
    const module = commonJsModule(code.url);
    // What leads to the module's exports leads to those of the module on the far side.
    if (module !== undefined) this.#modulesByExports.set(module, { url: code.url ?? '', name: 'module' }).set(module.exports, { url: code.url ?? '', name: 'exports' });
    if (code.usesModuleThis === true && node.type === 'function') node.receiver = encode(firstExports(code.url, variables.scopes), 'this');
    this.imported.visit(code, variables, this.#importNodes(code, index));
    const cells: VariableUse<CellUse>[] = [];
    const read = ({ how, name, scope, isConst, mayBeUnset }: Binding & { how: 'constant' | 'cell' | 'transformed-import' }): unknown => {
      let value: unknown;
      try {
        value = how === 'constant' ? variables.constant(name, scope) : variables.scopes[scope]?.variables[name];
        if (value !== undefined || !isConst || !mayBeUnset || showsDeadZone) return value;
      } catch {
        this.#graph.change();
        throw this.#graph.refused(index, name, 'a variable in its dead zone', 'whose declaration has not been reached', 'transport the function later', false);
      }
      throw this.#graph.refused(index, name, 'a variable in its dead zone', 'or a constant that is undefined: Node 20 shows no difference', 'write "let" instead of "const"', false);
    };
    const valueOf = (binding: Binding & { how: 'constant' | 'cell' }): Datum => {
      const value = read(binding);
      if (binding.initialised === 'repeatedly' || (binding.initialised === 'once' && value === undefined)) this.#graph.change();
      if (binding.required !== undefined && typeof value === 'object' && value !== null && this.#graph.find(value) === undefined) {
        const required = requiredFrom(code.url, binding.required, value);
        if (required !== undefined) this.#graph.remember(value, this.#graph.add({ type: 'required', ...required }, index, binding.name));
      }
      return encode(value, binding.name);
    };
    for (const binding of code.bindings) {
      switch (binding.how) {
        case 'constant':
          node.values.push(valueOf(binding));
          break;
        case 'cell': {
          this.#graph.change();
          const { name, scope, isConst, isAssigned } = binding;
          cells.push({ name, scope, isAssigned, detail: { name, isConst, value: valueOf(binding), user: node, index } });
          break;
        }
        case 'import': {
          const module = this.#moduleOf(code, binding.import, index, binding.name);
          if (isLive(binding)) node.cells.push([binding.name, [this.#graph.add({ type: 'import-cell', module, name: binding.import.name }, index, binding.name)]]);
          else node.values.push(binding.import.name === '*' ? module : [this.#graph.add({ type: 'import', module, name: binding.import.name }, index, binding.name)]);
          break;
        }
        case 'transformed-import':
          try {
            // `as`: it stands for a module
            const { datum, isLive } = encodeImported(read(binding) as object, binding, encode, (specifier) => this.#moduleOf(code, { specifier }, index, binding.name), (made, fill) => [this.#graph.add(made, index, '', fill)]);
            if (isLive) this.#graph.change();
            node.values.push(datum);
          } catch (error) {
            if (!(error instanceof ReferenceError)) throw error;
            this.#graph.change();
            throw this.#graph.refused(index, binding.members?.[0] ?? binding.name, 'an import in its dead zone', 'whose module has not finished evaluating', 'transport the function later', false);
          }
          break;
        case 'common-js':
          if (code.url === undefined) throw this.#graph.refused(index, binding.name, `the name ${JSON.stringify(binding.name)}`, 'which belongs to a file that is unknown', 'import inside the function', false);
          if ((binding.name === 'module' || binding.name === 'exports') && isEntryPoint(code.url)) throw this.#graph.refused(index, binding.name, `the name ${JSON.stringify(binding.name)}`, 'which belongs to the file that the program was started with', 'move the function into a module of its own', false);
          node.values.push(this.#commonJs(code.url, binding, variables.scopes[binding.scope]?.variables[binding.name], index));
          break;
      }
    }
    this.variables.addFunction(fn, index, code, variables, cells);
  }

  /** A name that CommonJS puts around a module. */
  #commonJs(url: string, { name }: { name: string }, value: unknown, parent: number): Datum {
    if (name === 'exports' && this.#modulesByExports.get(value)?.name !== 'exports') return this.#graph.encode(value, parent, name); // `module.exports` is another object now
    if (typeof value === 'string') return [this.#graph.add({ type: 'common-js', url, name: name as '__filename' }, parent, name)]; // `as`: one of the five module names
    return [this.#graph.find(value) ?? this.#graph.remember(value, this.#graph.add({ type: 'common-js', url, name: name as 'require' }, parent, name))];
  }

  /** Adds the variables that code assigns to, once all their users are known. The values are in the graph already. */
  addVariables(): void {
    for (const { uses, isAmbiguous } of this.variables.variables()) this.#addCell(uses, isAmbiguous);
  }

  #addCell(uses: readonly CellUse[], isAmbiguous: boolean): void {
    const [first, second = first] = uses;
    if (first === undefined || second === undefined) return;
    if (isAmbiguous) {
      const other = this.#graph.wayTo(first.index, first.name).join(' → ');
      const reason = `for it has the value of ${other}, and nothing tells whether that is the same variable or one of another call`;
      throw this.#graph.refused(second.index, second.name, 'an ambiguous variable', reason, 'reach both functions over the object that was made with them, or keep the variable in an object');
    }
    const cell = this.#graph.add({ type: 'cell', value: first.value, ...(first.isConst ? { constant: true as const } : {}) }, first.index, first.name);
    for (const { name, user } of uses) user.cells.push([name, [cell]]);
  }

  #importNodes(code: FunctionCode, index: number): ImportNodes {
    return {
      module: (imported) => this.#moduleOf(code, imported, index, imported.specifier),
      importOf: (module, name) => [this.#graph.add({ type: 'import', module, name }, index, name)],
      memberOf: (of, key) => [this.#graph.add({ type: 'member', of, key }, index, key)],
    };
  }

  #moduleOf(code: FunctionCode, { specifier, attributes }: { specifier: string; attributes?: Record<string, string> }, parent: number, label: string): Datum {
    const url = code.url ?? '';
    if (/^\.{0,2}\/|^file:/.test(specifier) && URL.canParse(specifier, url) && isEntryPoint(new URL(specifier, url).href)) {
      throw this.#graph.refused(parent, label, 'an import of the entry point', 'which would run the program again', 'move what is imported into a module of its own', false);
    }
    const key = JSON.stringify([url, specifier, attributes]);
    const index = this.#modules.get(key) ?? this.#graph.add(this.#graph.linkTo({ type: 'namespace', url, specifier, ...(attributes === undefined ? {} : { attributes }) }), parent, label);
    this.#modules.set(key, index);
    return [index];
  }
}

/** Whether the inspector tells a variable in its dead zone from one that is undefined. */
const showsDeadZone = Number(process.versions.node.split('.', 1)[0]) >= 22;
