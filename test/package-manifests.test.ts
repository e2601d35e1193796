import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Manifest {
  name: string;
  private?: boolean;
  license?: string;
  type?: string;
  description?: string;
  engines?: { node?: string };
  files?: string[];
  exports?: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  publishConfig?: { access?: string };
}

const packagesFolder = fileURLToPath(new URL('../packages/', import.meta.url));

const manifests = readdirSync(packagesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${packagesFolder}${entry.name}/package.json`))
  .map(({ name: folder }) => {
    // The file is ours and the assertions below look at each field that they use.
    const manifest = JSON.parse(readFileSync(`${packagesFolder}${folder}/package.json`, 'utf8')) as Manifest;
    return { folder, manifest };
  });

describe('the manifests of the published packages', () => {
  it('are found', () => {
    expect(manifests.map(({ manifest }) => manifest.name)).toEqual(
      expect.arrayContaining(['@exec/core', '@exec/process', '@exec/serialize', '@exec/thread']),
    );
  });

  it.each(manifests)('$manifest.name says how it is published and where it runs', ({ folder, manifest }) => {
    expect(manifest).toMatchObject({
      name: `@exec/${folder}`,
      license: 'MIT',
      type: 'module',
      engines: { node: '>=20.19' },
      publishConfig: { access: 'public' },
      files: ['dist', 'src', '!src/**/*.test.ts'],
    });
    expect(manifest.private).toBeUndefined();
    expect(manifest.description).toMatch(/\.$/);
  });

  it.each(manifests)('$manifest.name exports files that exist, source and built', ({ folder, manifest }) => {
    const entries = Object.entries(manifest.exports ?? {}).filter(([path]) => path !== './package.json');
    expect(entries.length).toBeGreaterThan(0);
    for (const [path, conditions] of entries) {
      if (typeof conditions === 'string') expect.unreachable(`${path} has no conditions`);
      // The order counts: the first condition that matches is taken.
      expect(Object.keys(conditions)).toEqual(['@exec/source', 'types', 'default']);
      for (const file of Object.values(conditions)) expect(existsSync(`${packagesFolder}${folder}/${file}`), file).toBe(true);
    }
  });

  it.each(manifests)('$manifest.name takes its siblings from the workspace', ({ manifest }) => {
    const siblings = Object.entries(manifest.dependencies ?? {}).filter(([name]) => name.startsWith('@exec/'));
    expect(siblings.filter(([, range]) => range !== 'workspace:^')).toEqual([]);
  });
});
