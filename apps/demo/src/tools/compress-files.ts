import type { Tool } from '@exec/core';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { listWorkspaceFiles } from './workspace-files.ts';

interface CompressFilesInput {
  path: string;
  extension?: string | undefined;
  level?: number | undefined;
}

interface CompressedFiles {
  files: number;
  bytes: number;
  gzipBytes: number;
  sha256: string;
}

/** Compresses each file of a folder in memory and hashes all of them; nothing is written. */
export function compressFiles({ path, extension, level = 9 }: CompressFilesInput): CompressedFiles {
  const files = listWorkspaceFiles(path, extension);
  const hash = createHash('sha256');
  let bytes = 0;
  let gzipBytes = 0;
  for (const file of files) {
    const content = readFileSync(file.path);
    hash.update(content);
    bytes += content.length;
    gzipBytes += gzipSync(content, { level }).length;
  }
  return { files: files.length, bytes, gzipBytes, sha256: hash.digest('hex') };
}

export const compressFilesTool: Tool<CompressFilesInput, CompressedFiles> = {
  description: 'Tells how small the files of a folder of the repository get with gzip, and their common SHA-256.',
  inputSchema: z.strictObject({
    path: z.string().min(1),
    extension: z.string().optional(),
    level: z.int().min(1).max(9).optional(),
  }),
  execute: compressFiles,
};
