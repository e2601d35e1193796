// @ts-check
/** An npm registry on loopback that holds our packages and nothing else: the rest comes from the registry in use. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

// 6.9 and later want Node 22. Its audit plug-in asks for a dist-tag of node-fetch that a mirror may not have.
const manifest = { private: true, dependencies: { verdaccio: '6.8.0' }, overrides: { 'node-fetch': '2.7.0' } };
const startTimeoutMs = 30_000;

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/**
 * Installs Verdaccio into `toolFolder` if it is not there, and starts it with an empty storage in `workFolder`.
 * @param {string} toolFolder kept from run to run
 * @param {string} workFolder thrown away by the caller
 * @returns {Promise<{ npmrc: string, stop(): Promise<void> }>} npmrc: the lines that send the scope `@exec` here
 */
export async function startLocalRegistry(toolFolder, workFolder) {
  const program = join(toolFolder, 'node_modules/verdaccio/bin/verdaccio');
  if (!existsSync(program)) {
    mkdirSync(toolFolder, { recursive: true });
    writeFileSync(join(toolFolder, 'package.json'), JSON.stringify(manifest));
    const install = spawnSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: toolFolder, encoding: 'utf8' });
    if (install.status !== 0) throw new Error(`Verdaccio could not be installed:\n${install.stderr}`);
  }

  mkdirSync(workFolder, { recursive: true });
  const config = join(workFolder, 'verdaccio.yaml');
  writeFileSync(
    config,
    [
      `storage: ${JSON.stringify(join(workFolder, 'storage'))}`,
      'packages:',
      "  '@exec/*': { access: $all, publish: $all }",
      'log: { type: stdout, format: pretty, level: warn }',
      '',
    ].join('\n'),
  );

  const host = `127.0.0.1:${await freePort()}`;
  const server = spawn(process.execPath, [program, '--config', config, '--listen', host], { cwd: workFolder, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  server.stdout.on('data', (chunk) => (log += chunk));
  server.stderr.on('data', (chunk) => (log += chunk));
  const ended = new Promise((resolve) => server.once('close', resolve));
  const stop = async () => {
    server.kill();
    await ended;
  };

  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`Verdaccio did not start:\n${log}`);
    }
    // Refused until it listens.
    const answer = await fetch(`http://${host}/-/ping`).catch(() => undefined);
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { npmrc: `@exec:registry=http://${host}/\n//${host}/:_authToken=none\n`, stop };
}
