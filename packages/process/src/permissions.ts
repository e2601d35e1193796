import { InvalidOptionError, checkOptionNames, optionNames, quoteOption } from '@exec/core';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reportPath } from './report-path.ts';

/** All paths, none, or these files and folders with what is in them. A relative path is one from the host's directory. */
export type PathPermission = boolean | readonly (string | URL)[];

/**
 * What tools in a child process may do, by Node's permission model (https://nodejs.org/api/permissions.html): whatever is
 * not granted throws `ERR_ACCESS_DENIED`. It holds back code that does what it was not meant to do; it is no sandbox for
 * code that means harm.
 */
export interface ProcessPermissions {
  /**
   * Files. The folders of the tools' modules, and of what these import, have to be readable; those of our packages are.
   * Default: none.
   */
  fs?: { read?: PathPermission; write?: PathPermission };
  /** Network. Node denies it from version 25 on; in an older one this has to be `true`. Default: `false`. */
  net?: boolean;
  /** Starting processes, which are not restricted themselves. Default: `false`. */
  childProcess?: boolean;
  /** Starting threads. Default: `false`. */
  worker?: boolean;
  /** Loading native addons. Default: `false`. */
  addons?: boolean;
  /** WASI. Default: `false`. */
  wasi?: boolean;
}

const owner = 'ProcessStrategy.permissions';
const switches = {
  net: '--allow-net',
  childProcess: '--allow-child-process',
  worker: '--allow-worker',
  addons: '--allow-addons',
  wasi: '--allow-wasi',
} as const satisfies Record<Exclude<keyof ProcessPermissions, 'fs'>, string>;
const pathNames = optionNames<NonNullable<ProcessPermissions['fs']>>({ read: true, write: true });

/**
 * Node's options for these permissions.
 *
 * @throws InvalidOptionError if a value is wrong, or if this Node cannot deny what is not granted
 */
export function permissionArguments(permissions: ProcessPermissions): string[] {
  if (typeof permissions !== 'object' || permissions === null) {
    throw new InvalidOptionError(`${owner} has to be an object, got ${quoteOption(permissions)}`);
  }
  checkOptionNames(permissions, ['fs', ...Object.keys(switches)], owner);
  const { fs = {} } = permissions;
  if (typeof fs !== 'object' || fs === null) throw new InvalidOptionError(`${owner}.fs has to be an object, got ${quoteOption(fs)}`);
  checkOptionNames(fs, pathNames, `${owner}.fs`);
  return [
    nodeHas('--permission') ? '--permission' : '--experimental-permission',
    ...pathArguments('--allow-fs-read', `${owner}.fs.read`, fs.read, ownFolders()),
    ...pathArguments('--allow-fs-write', `${owner}.fs.write`, fs.write, reportPath === undefined ? [] : [reportPath]),
    ...Object.entries(switches).flatMap(([name, flag]) => switchArgument(name as keyof typeof switches, flag, permissions)),
  ];
}

function nodeHas(flag: string): boolean {
  return process.allowedNodeEnvironmentFlags.has(flag);
}

function switchArgument(name: keyof typeof switches, flag: string, permissions: ProcessPermissions): string[] {
  const granted: unknown = permissions[name] ?? false;
  if (typeof granted !== 'boolean') throw new InvalidOptionError(`${owner}.${name} has to be true or false, got ${quoteOption(granted)}`);
  if (nodeHas(flag)) return granted ? [flag] : [];
  if (granted) return []; // what this Node never denies
  throw new InvalidOptionError(`${owner}.${name}: Node ${process.version} cannot deny this. Give ${name}: true to go without, or run on a newer Node`);
}

function pathArguments(flag: string, name: string, granted: PathPermission = false, needed: readonly string[]): string[] {
  if (granted === true) return [`${flag}=*`];
  if (granted !== false && !Array.isArray(granted)) {
    throw new InvalidOptionError(`${name} has to be true, false or a list of paths, got ${quoteOption(granted)}`);
  }
  const paths = granted === false ? [] : granted.map((path: unknown) => pathOf(name, path));
  return [...paths, ...needed].map((path) => `${flag}=${path}`);
}

function pathOf(name: string, path: unknown): string {
  if (path instanceof URL && path.protocol === 'file:') path = fileURLToPath(path);
  // Node splits at commas and takes an asterisk for a pattern: such a path would grant something else.
  if (typeof path === 'string' && path !== '' && !/[,*]/.test(path)) return resolve(path);
  throw new InvalidOptionError(`${name} has to list paths or file: URLs without "," and "*", got ${quoteOption(path)}`);
}

let folders: string[] | undefined;

/** The folders of this package and of all that it depends on, as they are found and as they are. */
function ownFolders(): readonly string[] {
  if (folders === undefined) {
    const found = new Set<string>();
    addPackage(fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, ''), found);
    folders = [...found];
  }
  return folders;
}

function addPackage(folder: string, found: Set<string>): void {
  if (found.has(folder)) return;
  found.add(folder);
  const realFolder = realpathSync(folder);
  found.add(realFolder);
  // The format of package.json.
  const { dependencies = {} } = JSON.parse(readFileSync(join(realFolder, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    const dependency = findPackage(name, realFolder);
    if (dependency !== undefined) addPackage(dependency, found);
  }
}

/** As Node looks for packages: in the `node_modules` of each folder on the way up. */
function findPackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}
